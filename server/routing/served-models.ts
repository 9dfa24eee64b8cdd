import type { Job } from '../jobs/job.ts';
import type { Provider, UpstreamModel } from '../providers/provider.ts';
import type { UpstreamSettings } from '../settings/upstream-schema.ts';

/** A model as one upstream serves it. */
export interface ServedModel {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly jobs: readonly Job[];
  readonly contextTokens: number | undefined;
  readonly loaded: boolean | null;
}

/** What names give away, for upstreams that list names only. The rest are chat models. */
const jobsByName: readonly (readonly [RegExp, Job])[] = [
  [/embed|minilm|\bbge\b|\be5\b|\bgte\b|nomic/i, 'embed'],
  [/whisper|transcri|moonshine|parakeet|\bstt\b|\basr\b|^nova/i, 'transcribe'],
  [/\btts\b|kokoro|piper|vits|^aura|speech/i, 'speak'],
];

/** The jobs an upstream is used for: those of its kind that its settings do not leave out. */
function jobsOf(provider: Provider, settings: UpstreamSettings): readonly Job[] {
  const able: Job[] = [];
  if (provider.chat) able.push('chat');
  if (provider.transcribe) able.push('transcribe');
  if (provider.speak) able.push('speak');
  if (provider.embed) able.push('embed');
  return able.filter((job) => settings.jobs?.includes(job) ?? true);
}

/** What an upstream serves: what its settings list, or else all that it lists itself. */
export function servedModels(
  provider: Provider,
  settings: UpstreamSettings,
  listed: readonly UpstreamModel[],
): readonly ServedModel[] {
  const jobs = jobsOf(provider, settings);
  const byId = new Map(listed.map((model) => [model.id, model]));
  const configured =
    settings.models ??
    listed.map(({ id }) => ({ id, as: [], jobs: undefined, contextTokens: undefined }));
  return configured.map((model) => {
    const known = byId.get(model.id) ?? byId.get(`${model.id}:latest`);
    return {
      id: model.id,
      aliases: model.as,
      jobs: (model.jobs ?? known?.jobs ?? guessJobs(model.id, jobs)).filter((it) =>
        jobs.includes(it),
      ),
      contextTokens: model.contextTokens ?? known?.contextTokens,
      loaded: known?.loaded ?? null,
    };
  });
}

function guessJobs(id: string, jobs: readonly Job[]): readonly Job[] {
  if (jobs.length <= 1) return jobs;
  return [jobsByName.find(([pattern]) => pattern.test(id))?.[1] ?? 'chat'];
}
