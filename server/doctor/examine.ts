import { basename } from 'node:path';
import type { Clock } from '../clock.ts';
import { CompanionError } from '../companion-error.ts';
import { modelsDirsOf, readConfig, type CompanionConfig } from '../config.ts';
import { createProvider } from '../providers/create-provider.ts';
import { effectiveUpstreams } from '../settings/effective-upstreams.ts';
import { loadSettings } from '../settings/settings-file.ts';
import { lacksSettings, settingsPath } from '../settings/settings-path.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { Ffmpeg } from '../sound/ffmpeg.ts';
import { secretHeaders } from '../routing/secret-headers.ts';
import { checkAccess } from './check-access.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkMachine } from './check-machine.ts';
import { checkRelays } from './check-relays.ts';
import { checkPort } from './check-port.ts';
import { hubAddress } from '../mirror/hub-fetch.ts';
import {
  checkApp,
  checkAudit,
  checkFetching,
  checkNode,
  checkRedis,
  checkSound,
} from './check-surroundings.ts';
import { checkUpstreams } from './check-upstreams.ts';
import { checkWeights } from './check-weights.ts';
import { findingsAbout, type Finding } from './finding.ts';
import type { Machine } from './machine.ts';

export interface Patient {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDir: string;
  readonly appDir: string;
  readonly catalogDir: string;
  readonly nodeVersion: string;
  readonly ffmpeg: Ffmpeg;
  readonly clock: Clock;
  readonly machine: Machine;
}

/** Looks at everything a companion needs, in the order in which it needs it. Starts nothing. */
export async function* examine(patient: Patient): AsyncGenerator<Finding> {
  const { env, workingDir, appDir, catalogDir, ffmpeg, clock } = patient;
  yield checkNode(patient.nodeVersion);
  let config: CompanionConfig;
  let settings: Settings;
  const file = settingsPath(env, workingDir);
  const { ok, warn, bad } = findingsAbout('settings');
  try {
    config = readConfig(env, { appDir, workingDir });
    settings = await loadSettings(file);
  } catch (error) {
    if (!(error instanceof CompanionError)) throw error;
    yield bad(error.message, error.remedy);
    return;
  }
  const upstreams = effectiveUpstreams(settings);
  if (lacksSettings(env, file)) {
    yield warn(
      `PARLEY_CONFIG names ${file}, which is not there: a companion that starts now has no upstreams but this machine, and wants keys only from others.`,
      'Put the file there, or take PARLEY_CONFIG away.',
    );
  } else
    yield ok(
      settings.upstreams.length === 0
        ? `No upstreams in ${basename(file)}: models on this machine do all jobs.`
        : `${basename(file)} names ${settings.upstreams.length}: ${upstreams.map(({ name }) => name).join(', ')}.`,
    );
  const now = new Date(clock.epochMs());
  yield checkApp(config.appDir);
  yield checkPort(config.host, config.port);
  yield* await checkCertificate(settings, config, now);
  yield* await checkAccess(settings, config, now);
  yield* await checkRelays(settings, config, patient.machine);
  yield await checkMachine(patient.machine);
  yield* await checkWeights(modelsDirsOf(config), catalogDir);
  yield checkFetching(settings, config.modelsDir, hubAddress(env));
  yield checkSound(ffmpeg);
  yield checkAudit(settings);
  yield* await checkRedis(settings, env);
  yield* await checkUpstreams({
    upstreams,
    env,
    nowMs: () => clock.monotonicMs(),
    create: (upstream) =>
      createProvider({
        settings: upstream,
        secretHeaders: secretHeaders(upstream, env),
        modelsDirs: modelsDirsOf(config),
        catalogDir,
        ffmpeg,
        clock,
        onMalformed: () => undefined,
      }),
  });
}
