import { describe, expect, it } from 'vitest';
import { CompanionError } from '../../../server/companion-error.ts';
import { readConfig } from '../../../server/config.ts';

const defaults = { appDir: '/parley/dist', workingDir: '/parley' };
const read = (env: Record<string, string>) => readConfig(env, defaults);

describe('readConfig', () => {
  it('serves this machine only, on port 3100, when nothing is set', () => {
    expect(read({ PORT: '', HOST: ' ' })).toEqual({
      port: 3100,
      host: '127.0.0.1',
      appDir: '/parley/dist',
      modelsDir: '/parley/weights',
      bundledModelsDir: '/parley/dist/models',
      allowedHosts: [],
      connectOrigins: [],
      settingsFile: '/parley/parley.config.yaml',
      logLevel: 'warn',
    });
  });

  it('takes what is set', () => {
    expect(
      read({
        PORT: '8080',
        HOST: '0.0.0.0',
        APP_DIR: 'built',
        MODELS_DIR: '/srv/weights',
        BUNDLED_MODELS: 'off',
        ALLOWED_HOSTS: 'Parley.school.example, 10.0.0.5,[fd00::1],fd00::2,',
        CONNECT_ORIGINS: 'https://huggingface.co, http://10.0.0.5:8000, https://*.hf.co',
        LOG_LEVEL: 'info',
        PARLEY_CONFIG: '/etc/parley.yaml',
      }),
    ).toEqual({
      port: 8080,
      host: '0.0.0.0',
      appDir: '/parley/built',
      modelsDir: '/srv/weights',
      bundledModelsDir: null,
      allowedHosts: ['parley.school.example', '10.0.0.5', '[fd00::1]', '[fd00::2]'],
      connectOrigins: ['https://huggingface.co', 'http://10.0.0.5:8000', 'https://*.hf.co'],
      settingsFile: '/etc/parley.yaml',
      logLevel: 'info',
    });
  });

  it.each([
    ['PORT', 'abc'],
    ['LOG_LEVEL', 'everything'],
    ['BUNDLED_MODELS', 'perhaps'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '3100.5'],
    ['PORT', '0x10'],
    ['HOST', 'a b'],
    ['ALLOWED_HOSTS', 'https://school.example'],
    ['ALLOWED_HOSTS', 'school.example:3100'],
    ['ALLOWED_HOSTS', '*'],
    ['CONNECT_ORIGINS', 'huggingface.co'],
    ['CONNECT_ORIGINS', 'https://huggingface.co/'],
    ['CONNECT_ORIGINS', "https://a.example; script-src 'unsafe-inline'"],
    ['CONNECT_ORIGINS', 'https://*'],
    ['CONNECT_ORIGINS', 'https://*.com'],
    ['CONNECT_ORIGINS', 'https:'],
    ['CONNECT_ORIGINS', 'javascript:alert(1)'],
  ])('%s=%s is refused with an example that works', (name, value) => {
    let caught: unknown;
    try {
      read({ [name]: value });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(CompanionError);
    const { code, message, remedy } = caught as CompanionError;
    expect(code).toBe('setting-invalid');
    expect(message).toContain(name);
    const example = new RegExp(`^Try ${name}=(\\S+) npm start$`).exec(remedy)?.[1] ?? '';
    expect(() => read({ [name]: example })).not.toThrow();
  });
});
