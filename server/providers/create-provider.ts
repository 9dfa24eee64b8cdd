import type { UpstreamKind } from '../settings/upstream-schema.ts';
import { DeepgramProvider } from './deepgram-provider.ts';
import { EmbeddedProvider } from './embedded/embedded-provider.ts';
import { OllamaProvider } from './ollama-provider.ts';
import { OpenAiProvider } from './openai-provider.ts';
import { PiperProvider } from './piper-provider.ts';
import type { Provider } from './provider.ts';
import type { ProviderParts } from './provider-parts.ts';
import { WhisperCppProvider } from './whisper-cpp-provider.ts';

const makers: Readonly<Record<UpstreamKind, (parts: ProviderParts) => Provider>> = {
  openai: (parts) => new OpenAiProvider(parts),
  ollama: (parts) => new OllamaProvider(parts),
  'whisper.cpp': (parts) => new WhisperCppProvider(parts),
  piper: (parts) => new PiperProvider(parts),
  deepgram: (parts) => new DeepgramProvider(parts),
  embedded: (parts) => new EmbeddedProvider(parts),
};

/**
 * The provider for one upstream of the settings.
 * @throws CompanionError when its settings contradict each other.
 */
export function createProvider(parts: ProviderParts): Provider {
  return makers[parts.settings.kind](parts);
}
