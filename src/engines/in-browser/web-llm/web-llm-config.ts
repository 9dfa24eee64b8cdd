import type { AppConfig, ModelIntegrity } from '@mlc-ai/web-llm';
import type { ModelEntry } from '../../../contracts/catalog.ts';
import { hubFolder } from '../../../model-store/kept/engine-hooks.ts';
import type { ModelFiles } from '../../../model-store/kept/model-files.ts';
import { chatWindow } from '../chat-window.ts';
import { engineError } from '../engine-error.ts';

/** Subresource integrity, as the library wants it, of a SHA-256 in hex. */
function sri(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  return `sha256-${btoa(bytes.map((byte) => String.fromCharCode(parseInt(byte, 16))).join(''))}`;
}

/**
 * What web-llm is told of a model: where its files would be on the hub, since that is how it names
 * them, and the hashes of those that it reads itself. Its weights were checked by the store.
 * @throws ParleyError `model-incomplete` without a compiled library.
 */
export function webLlmConfig(entry: ModelEntry, { record }: ModelFiles): AppConfig {
  const library = entry.files.find(({ role }) => role === 'library');
  if (!library?.url || !entry.source) throw engineError('model-incomplete', { model: entry.name });

  const hashOf = (path: string): string | undefined => {
    const hex = record.files.find((file) => file.path === path)?.sha256 ?? record.pins[path];
    return hex === undefined ? undefined : sri(hex);
  };
  const config = hashOf('mlc-chat-config.json');
  const tokenizer = hashOf('tokenizer.json');
  const compiled = hashOf(library.path);
  const integrity: ModelIntegrity = {
    ...(config ? { config } : {}),
    ...(compiled ? { model_lib: compiled } : {}),
    ...(tokenizer ? { tokenizer: { 'tokenizer.json': tokenizer } } : {}),
  };
  return {
    cacheBackend: 'cache',
    model_list: [
      {
        model: hubFolder(entry.source),
        model_id: entry.id,
        model_lib: library.url,
        integrity,
        overrides: { context_window_size: chatWindow(entry.contextTokens) },
      },
    ],
  };
}
