import type { PreTrainedTokenizer } from '@huggingface/transformers';
import type { ChatMessage } from '../../contracts/engine.ts';

/** Turns messages into the tokens of one model. */
export interface ChatPrompt {
  /** Everything up to where the reply begins. */
  tokens(messages: readonly ChatMessage[]): bigint[];
  /** The same without the beginning of a reply: to read ahead. */
  tokensSoFar(messages: readonly ChatMessage[]): bigint[];
}

/** Qwen's name for it; others have taken it over. */
const NO_THINKING = { enable_thinking: false };

/**
 * A prompt by the model's own template, thinking switched off where the template can. Marks of turns
 * that stand in a message are taken out: a learner or a lesson must not end a turn or begin one.
 */
export function createChatPrompt(tokenizer: PreTrainedTokenizer): ChatPrompt {
  const marks = [...tokenizer.all_special_tokens].filter(Boolean);
  const plain = (text: string) => marks.reduce((rest, mark) => rest.replaceAll(mark, ' '), text);

  function render(messages: readonly ChatMessage[], reply: boolean): bigint[] {
    // Whatever else is given here, the template can read; those that do not know it ignore it.
    const options = { tokenize: false as const, add_generation_prompt: reply, ...NO_THINKING };
    const text = tokenizer.apply_chat_template(
      messages.map(({ role, content }) => ({ role, content: plain(content) })),
      options,
    );
    return tokenizer.encode(text, { add_special_tokens: false }).map(BigInt);
  }

  return {
    tokens: (messages) => render(messages, true),
    tokensSoFar: (messages) => render(messages, false),
  };
}
