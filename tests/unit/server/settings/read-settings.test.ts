import { describe, expect, it } from 'vitest';
import { CompanionError } from '../../../../server/companion-error.ts';
import { effectiveUpstreams } from '../../../../server/settings/effective-upstreams.ts';
import { readSettings } from '../../../../server/settings/read-settings.ts';

function refusal(text: string): CompanionError {
  try {
    readSettings(text, 'parley.config.yaml');
  } catch (error) {
    if (error instanceof CompanionError) return error;
  }
  throw new Error('it was taken');
}

const upstream = (more: string) => `# a comment
upstreams:
  - name: macbook
    kind: ollama
    url: http://macbook.local:11434
    privacy: home
${more}`;

describe('settings', () => {
  it('have a default for everything', () => {
    const settings = readSettings('', 'parley.config.yaml');
    expect(settings).toMatchObject({ upstreams: [], policy: 'school-network', attempts: 3 });
    expect(effectiveUpstreams(settings)).toMatchObject([{ kind: 'embedded', privacy: 'device' }]);
    expect(readSettings(upstream(''), 'f').upstreams[0]).toMatchObject({
      priority: 0,
      capacity: 8,
      timeouts: { firstTokenMs: 20_000, loadingMs: 120_000, betweenTokensMs: 30_000 },
    });
  });

  it.each([
    [upstream('    privacy: cloud\n'), 7, 'unique'],
    [upstream('    priorty: 1\n'), 7, 'upstreams.0.priorty is not a setting'],
    [upstream('    priority: high\n'), 7, 'upstreams.0.priority must be number'],
    [upstream('    timeouts:\n      firstTokenMs: 0\n'), 8, 'upstreams.0.timeouts.firstTokenMs'],
    [upstream('    wake: { mac: nonsense }\n'), 7, 'a MAC address'],
    [upstream('    jobs: [sing]\n'), 7, 'upstreams.0.jobs.0'],
    ['policy: everything\n', 1, 'policy must be'],
    ['\n\ncache: 5\n', 3, 'cache must be Object'],
    ['upstreams:\n  - name: a\n    kind: openai\n', 2, 'upstreams.0.privacy is missing'],
    ['upstreams:\n  - { name: a, kind: openai, privacy: home }\n', 2, 'needs a url'],
    [
      'upstreams:\n  - { name: a, kind: openai, privacy: cloud, url: https://x.example }\n',
      2,
      'needs keyFrom',
    ],
    [
      'upstreams:\n  - { name: a, kind: openai, privacy: home, url: "http://u:p@x.example" }\n',
      2,
      'no name, password',
    ],
    [
      `${upstream('')}  - name: macbook\n    kind: embedded\n    privacy: device\n`,
      7,
      'no other upstream has',
    ],
    ['models:\n  auto:\n    - task: reason\n      matches: "("\n', 4, 'not a regular expression'],
    ['a: [1\nb: 2\n', 2, ''],
    ['a: 1\na: 2\n', 2, 'unique'],
  ])('that are wrong are refused with their line: %j', (text, line, problem) => {
    const { code, message } = refusal(text);
    expect(code).toBe('settings-invalid');
    expect(message).toContain(`parley.config.yaml, line ${line}:`);
    expect(message.toLowerCase()).toContain(problem.toLowerCase());
  });

  it('never hold a key, and say where it belongs', () => {
    expect(refusal(upstream('    apiKey: sk-secret\n')).remedy).toContain('keyFrom');
    expect(refusal(upstream('    apiKey: sk-secret\n')).message).not.toContain('sk-secret');
    expect(refusal(upstream('    keyFrom: sk-secret\n')).message).toContain(
      'NAME of an environment variable',
    );
  });
});
