import { CompanionError } from '../companion-error.ts';
import type { UpstreamKind } from '../settings/upstream-schema.ts';
import { DeepgramProvider } from './deepgram-provider.ts';
import { OllamaProvider } from './ollama-provider.ts';
import { OpenAiProvider } from './openai-provider.ts';
import { PiperProvider } from './piper-provider.ts';
import type { Provider } from './provider.ts';
import type { ProviderParts } from './provider-parts.ts';
import { WhisperCppProvider } from './whisper-cpp-provider.ts';

const makers: Readonly<Partial<Record<UpstreamKind, (parts: ProviderParts) => Provider>>> = {
  openai: (parts) => new OpenAiProvider(parts),
  ollama: (parts) => new OllamaProvider(parts),
  'whisper.cpp': (parts) => new WhisperCppProvider(parts),
  piper: (parts) => new PiperProvider(parts),
  deepgram: (parts) => new DeepgramProvider(parts),
};

/**
 * The provider for one upstream of the settings.
 * @throws CompanionError `upstream-kind-unknown` for a kind that this build does not have.
 */
export function createProvider(parts: ProviderParts): Provider {
  const make = makers[parts.settings.kind];
  if (make) return make(parts);
  throw new CompanionError(
    'upstream-kind-unknown',
    `This build of the companion has no upstreams of the kind ${parts.settings.kind}.`,
    'Choose another kind in parley.config.yaml, or update the companion.',
  );
}
