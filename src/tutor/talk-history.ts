import type { ChatMessage } from '../contracts/engine.ts';
import type { SaidLine } from '../lessons/lesson-run.ts';
import { estimateTokens, type ContextBudget } from './context-budget.ts';
import { asSpoken, materialBlock } from './material.ts';
import { fill, type TutorWords } from './tutor-words.ts';

/** One question and what the tutor made of it. */
export interface Exchange {
  readonly asked: string;
  /** Passages that were looked up for it; kept, so that what a model has read stays as it was. */
  readonly passages?: readonly string[];
  /** The whole reply as it was made; '' when none was. */
  readonly reply: string;
  /** The part of the reply that was heard, where the learner cut it short. */
  readonly heard?: string;
}

/** Words of a cut reply that are quoted, so that the model knows where it was stopped. */
const QUOTED_WORDS = 6;

/** The exchanges of a talk whose lines were kept, for going on after a reload. */
export function exchangesOf(lines: readonly SaidLine[]): readonly Exchange[] {
  const exchanges: { asked: string; reply: string; heard?: string }[] = [];
  for (const { who, text, unheard } of lines) {
    if (who === 'you') {
      exchanges.push({ asked: text, reply: '' });
      continue;
    }
    const last = exchanges.at(-1);
    if (!last) continue;
    // A reply that broke off and was said again stands in two lines; the later one counts.
    last.reply = `${text}${unheard ?? ''}`;
    if (unheard) last.heard = text;
    else delete last.heard;
  }
  return exchanges;
}

function noteOn({ heard }: Exchange, words: TutorWords): string {
  if (heard === undefined) return '';
  const last = heard.trim().split(/\s+/).slice(-QUOTED_WORDS).join(' ');
  return last === '' ? words.unheard : fill(words.interrupted, { heard: last });
}

function bareMessages(exchanges: readonly Exchange[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let open = '';
  for (const { asked, reply, heard } of exchanges) {
    open = [open, asSpoken(asked)].filter(Boolean).join(' ');
    const said = (heard ?? reply).trim();
    // Who was not answered goes on talking: two questions in a row are one.
    if (said === '') continue;
    messages.push({ role: 'user', content: open }, { role: 'assistant', content: said });
    open = '';
  }
  return open === '' ? messages : [...messages, { role: 'user', content: open }];
}

/**
 * The exchanges as messages. Nothing that was once sent changes later, because an engine reads
 * again from the first change on: that a reply was cut short is a note before the next question.
 * A model with `least` room gets the bare words that were heard instead.
 */
export function historyMessages(
  exchanges: readonly Exchange[],
  words: TutorWords,
  budget: ContextBudget,
): ChatMessage[] {
  if (budget.outline === 0) return bareMessages(exchanges);
  const messages: ChatMessage[] = [];
  let open: string[] = [];
  for (const exchange of exchanges) {
    const passages = materialBlock(
      'passages',
      (exchange.passages ?? []).map((passage) => ['passage', passage] as const),
    );
    open.push(...[passages, asSpoken(exchange.asked)].filter(Boolean));
    if (exchange.reply.trim() === '') continue;
    messages.push(
      { role: 'user', content: open.join('\n') },
      { role: 'assistant', content: exchange.reply },
    );
    open = [noteOn(exchange, words)].filter(Boolean);
  }
  const last = exchanges.at(-1);
  // A note alone is no question.
  if (last?.reply.trim() === '') messages.push({ role: 'user', content: open.join('\n') });
  return messages;
}

const costOf = ({ asked, reply, passages = [] }: Exchange): number =>
  [asked, reply, ...passages].reduce((sum, text) => sum + estimateTokens(text), 0);

/**
 * The exchanges that fit `tokens`, newest last. When they no longer fit, the older half of the room
 * is given up at once, so that the beginning of the history changes seldom.
 */
export function recentExchanges(
  exchanges: readonly Exchange[],
  tokens: number,
): readonly Exchange[] {
  let from = 0;
  let used = 0;
  for (const [index, exchange] of exchanges.entries()) {
    used += costOf(exchange);
    if (used <= tokens) continue;
    // The question in hand stays, however long it is.
    while (from < index && used > tokens / 2) {
      const oldest = exchanges[from++];
      if (oldest) used -= costOf(oldest);
    }
  }
  return exchanges.slice(from);
}
