import { isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { CompanionError } from './companion-error.ts';
import { settingsPath } from './settings/settings-path.ts';
import { LOG_LEVELS, type LogLevel } from './logs/log.ts';

/** Checked settings of the companion. */
export interface CompanionConfig {
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  /** Absolute path of the built app. */
  readonly appDir: string;
  /** Absolute path of the folder with one folder of weights per model. */
  readonly modelsDir: string;
  /** Absolute path of the folder with the weights that come with Parley; null to serve none. */
  readonly bundledModelsDir: string | null;
  /** Names people may reach the companion by, besides the loopback names; lower case, no port. */
  readonly allowedHosts: readonly string[];
  /** Origins besides our own that the app may fetch from, e.g. `https://huggingface.co`. */
  readonly connectOrigins: readonly string[];
  /** Absolute path of parley.config.yaml; it need not exist. */
  readonly settingsFile: string;
  /** The least important lines of its log that are written. */
  readonly logLevel: LogLevel;
}

/** Where relative settings start from. */
export interface ConfigDefaults {
  readonly appDir: string;
  readonly workingDir: string;
}

/**
 * Reads PORT, HOST, APP_DIR, MODELS_DIR, BUNDLED_MODELS, ALLOWED_HOSTS, CONNECT_ORIGINS,
 * PARLEY_CONFIG and LOG_LEVEL; lists are separated by commas, and an empty value counts as not set.
 * @throws CompanionError `setting-invalid` naming the setting, its value and a value that works.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  defaults: ConfigDefaults,
): CompanionConfig {
  const text = (name: string) => env[name]?.trim() ?? '';
  const list = (name: string) =>
    text(name)
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter(Boolean);
  const appDir = resolve(defaults.workingDir, text('APP_DIR') || defaults.appDir);
  return {
    port: readPort(text('PORT') || '3100'),
    host: readHost(text('HOST') || '127.0.0.1'),
    appDir,
    modelsDir: resolve(defaults.workingDir, text('MODELS_DIR') || 'weights'),
    bundledModelsDir: readSwitch('BUNDLED_MODELS', text('BUNDLED_MODELS') || 'on')
      ? join(appDir, 'models')
      : null,
    allowedHosts: list('ALLOWED_HOSTS').map(readAllowedHost),
    connectOrigins: list('CONNECT_ORIGINS').map(readConnectOrigin),
    settingsFile: settingsPath(env, defaults.workingDir),
    logLevel: readLogLevel(text('LOG_LEVEL') || 'warn'),
  };
}

/** The folders that weights are served from: what was put there by hand before what came with it. */
export function modelsDirsOf({ modelsDir, bundledModelsDir }: CompanionConfig): readonly string[] {
  return bundledModelsDir === null ? [modelsDir] : [modelsDir, bundledModelsDir];
}

function readPort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (port <= 65_535) return port;
  throw invalid('PORT', 'a whole number up to 65535', value, 'PORT=3101 npm start');
}

function readHost(value: string): string {
  if (/^[A-Za-z0-9.:_-]+$/.test(value)) return value;
  throw invalid('HOST', 'a name or an address', value, 'HOST=127.0.0.1 npm start');
}

function readAllowedHost(value: string): string {
  // As Kubernetes writes the address of a pod; in a Host it stands in brackets.
  if (isIPv6(value)) return `[${value}]`;
  if (/^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/.test(value)) return value;
  throw invalid(
    'ALLOWED_HOSTS',
    'names without scheme and port, separated by commas',
    value,
    'ALLOWED_HOSTS=parley.school.example npm start',
  );
}

/** Nothing but an origin, or all hosts under a domain: the value becomes part of a header. */
const originPattern =
  /^(https?|wss?):\/\/(\*(\.[a-z0-9-]+){2,}|[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/;

function readConnectOrigin(value: string): string {
  if (originPattern.test(value)) return value;
  throw invalid(
    'CONNECT_ORIGINS',
    'origins such as https://host, separated by commas',
    value,
    'CONNECT_ORIGINS=https://huggingface.co npm start',
  );
}

function readSwitch(name: string, value: string): boolean {
  if (value === 'on' || value === 'off') return value === 'on';
  throw invalid(name, 'on or off', value, `${name}=on npm start`);
}

function readLogLevel(value: string): LogLevel {
  const level = LOG_LEVELS.find((it) => it === value);
  if (level) return level;
  throw invalid('LOG_LEVEL', LOG_LEVELS.join(', '), value, 'LOG_LEVEL=info npm start');
}

function invalid(name: string, wanted: string, value: string, example: string): CompanionError {
  return new CompanionError(
    'setting-invalid',
    `${name} must be ${wanted}; it is ${JSON.stringify(value.slice(0, 100))}.`,
    `Try ${example}`,
  );
}
