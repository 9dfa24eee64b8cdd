import { resolve } from 'node:path';
import * as v from 'valibot';
import { systemClock } from '../../server/clock.ts';
import type { ProviderParts } from '../../server/providers/provider-parts.ts';
import { upstreamSchema } from '../../server/settings/upstream-schema.ts';
import { Ffmpeg } from '../../server/sound/ffmpeg.ts';

/** A program that is not there. */
export const noFfmpeg = new Ffmpeg('/nowhere/ffmpeg', () => performance.now());
/** The one of this machine, if there is one. */
export const someFfmpeg = new Ffmpeg('ffmpeg', () => performance.now());

export const fixtureModels = resolve(import.meta.dirname, '../fixtures/models');
export const fixtureSpeech = resolve(import.meta.dirname, '../fixtures/speech');

/** What a provider is built from, with the tiny models and short patience. */
export function providerParts(
  settings: Record<string, unknown>,
  more: Partial<ProviderParts> = {},
): ProviderParts {
  return {
    settings: v.parse(upstreamSchema, { name: 'test', privacy: 'home', ...settings }),
    secretHeaders: {},
    modelsDirs: [fixtureModels],
    catalogDir: resolve(import.meta.dirname, '../../models'),
    ffmpeg: noFfmpeg,
    clock: systemClock,
    onMalformed: () => undefined,
    ...more,
  };
}
