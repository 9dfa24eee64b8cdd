import { JOBS, type Job } from '../jobs/job.ts';
import type { Provider, UpstreamModel } from '../providers/provider.ts';
import { UpstreamError } from '../providers/upstream-error.ts';
import { servedModels } from '../routing/served-models.ts';
import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import { findingsAbout, type Finding } from './finding.ts';

const ASK_MS = 8000;

export interface UpstreamsCheck {
  readonly upstreams: readonly UpstreamSettings[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly create: (settings: UpstreamSettings) => Provider;
  readonly nowMs: () => number;
}

/** Asks every upstream what it has, all at the same time; and which jobs nobody does. */
export async function checkUpstreams(check: UpstreamsCheck): Promise<readonly Finding[]> {
  const asked = await Promise.all(check.upstreams.map((settings) => ask(settings, check)));
  const done = new Set(asked.flatMap(({ jobs }) => jobs));
  const { ok, warn } = findingsAbout('jobs');
  const undone = JOBS.filter((job) => !done.has(job));
  return [
    ...asked.flatMap(({ findings }) => findings),
    undone.length === 0
      ? ok(`Somebody does each of ${JOBS.join(', ')}.`)
      : warn(
          `No upstream that answers now does ${undone.join(', ')}.`,
          'Browsers do it themselves where they can; to have it done here, add an upstream for it.',
        ),
  ];
}

interface Asked {
  readonly findings: readonly Finding[];
  readonly jobs: readonly Job[];
}

async function ask(
  settings: UpstreamSettings,
  { env, create, nowMs }: UpstreamsCheck,
): Promise<Asked> {
  const { warn, ok } = findingsAbout(settings.name);
  const unset = [settings.keyFrom, ...Object.values(settings.headersFrom)].find(
    (name) => name !== undefined && !env[name]?.trim(),
  );
  if (unset !== undefined && unset === settings.keyFrom) {
    return only(warn(`Not used: ${unset} is not set.`, `Set ${unset} to its key, or remove it.`));
  }
  const provider = create(settings);
  const startMs = nowMs();
  let listed: readonly UpstreamModel[];
  try {
    listed = await provider.models(AbortSignal.timeout(ASK_MS));
  } catch (error) {
    return only(failure(settings, error));
  } finally {
    await provider.close();
  }
  const served = servedModels(provider, settings, listed);
  if (served.length === 0) return only(warn('It answers, but has no models.', howToFill(settings)));
  const names = served.map(({ id }) => id);
  const shown = names.slice(0, 4).join(', ') + (names.length > 4 ? ', …' : '');
  const told = new Set(listed.map(({ id }) => id.replace(/:latest$/, '')));
  const missing = (settings.models ?? []).filter(({ id }) => !told.has(id.replace(/:latest$/, '')));
  const findings = [ok(`Answers in ${Math.round(nowMs() - startMs)} ms: ${shown}.`)];
  // A whisper.cpp server tells no names, so that nothing can be missing there.
  if (settings.kind !== 'whisper.cpp') {
    for (const { id } of missing) {
      findings.push(warn(`It does not list the model ${id}.`, `Load ${id} there, or correct it.`));
    }
  }
  if (unset !== undefined) {
    findings.push(warn(`The header from ${unset} is not sent.`, `Set ${unset}.`));
  }
  return { findings, jobs: served.flatMap(({ jobs }) => jobs) };
}

function only(finding: Finding): Asked {
  return { findings: [finding], jobs: [] };
}

function failure({ name, kind, url, keyFrom, wake }: UpstreamSettings, error: unknown): Finding {
  const { warn, bad } = findingsAbout(name);
  if (error instanceof UpstreamError && error.misconfigured) {
    return bad('It does not accept the key of this companion.', `Correct ${keyFrom ?? 'keyFrom'}.`);
  }
  if (wake) {
    return warn(
      `It does not answer at ${url ?? ''}; it is woken when somebody needs it.`,
      'If it should be awake, look at that machine.',
    );
  }
  const status = error instanceof UpstreamError ? error.facts.status : undefined;
  if (status !== undefined) {
    return bad(
      `${url ?? ''} answers with status ${status}.`,
      `Check that the address is that of a server of the kind ${kind}.`,
    );
  }
  return bad(
    `It does not answer at ${url ?? ''}.`,
    'Start it there, let it listen on more than its own loopback address, and check firewall and url.',
  );
}

function howToFill({ kind }: UpstreamSettings): string {
  switch (kind) {
    case 'ollama':
      return 'Load one there, e.g.: ollama pull qwen3:4b';
    case 'embedded':
      return 'Put weights into the folder of MODELS_DIR, one folder per model as in models/*.json.';
    case 'openai':
    case 'whisper.cpp':
    case 'piper':
    case 'deepgram':
      return 'Load a model there.';
  }
}
