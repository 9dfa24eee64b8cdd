import type { ChatModel } from '../contracts/engine.ts';
import type { SaidLine } from '../lessons/lesson-run.ts';
import { spokenCommand } from '../lessons/spoken-command.ts';
import { answerLanguage } from '../lessons/step-facts.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';
import type { TalkStep } from '../tutor/system-prompt.ts';
import { replyLine } from '../tutor/talk-from-passages.ts';
import { asNotice, type EarlyWords } from '../voice/conversation.svelte.ts';
import { EarlyReply } from './early-reply.ts';
import type { LessonPlayerParts } from './lesson-player-parts.ts';
import type { LessonVoice, VoiceHost } from './lesson-voice.ts';
import type { ReplyStream } from './reply-stream.ts';
import { TalkPrompt } from './talk-prompt.ts';

/** What a talk needs of the player. */
export interface TalkHost extends VoiceHost {
  readonly said: readonly SaidLine[];
  /** A line of a talk, in place of the last one when `again`. */
  addSaid(line: SaidLine, again?: boolean): void;
}

/** How a reply ended. */
interface Replied {
  /** Set when the learner spoke up. */
  readonly interruptedAtMs?: number;
  /** Why it broke off, or never began; null when it did neither. */
  readonly error: unknown;
  /** Something of it was worth saying. */
  readonly spoke: boolean;
}

/**
 * The tutor's side of a free talk: a reply is spoken while it is being made, and what is kept of it
 * is what was heard. Without a model the lesson's own passages answer.
 */
export class TalkTurn {
  readonly #host: TalkHost;
  readonly #parts: LessonPlayerParts;
  readonly #voice: LessonVoice;
  readonly #prompt: TalkPrompt;
  readonly #early = new EarlyReply();

  constructor(host: TalkHost, parts: LessonPlayerParts, voice: LessonVoice) {
    this.#host = host;
    this.#parts = parts;
    this.#voice = voice;
    this.#prompt = new TalkPrompt(parts);
  }

  /** The model that answers here, with the step it answers in. */
  get #able(): { readonly model: ChatModel; readonly step: TalkStep } | null {
    const { step } = this.#host;
    const model = step.kind === 'talk' ? this.#parts.chat() : null;
    return model && step.kind === 'talk' ? { model, step } : null;
  }

  /** What the tutor said last in this talk; null before its first word. */
  get lastReply(): readonly SpokenLine[] | null {
    const { said, lesson, step } = this.#host;
    const last = step.kind === 'talk' ? said.findLast(({ who }) => who === 'tutor') : undefined;
    if (!last) return null;
    return [{ text: `${last.text}${last.unheard ?? ''}`, language: answerLanguage(lesson, step) }];
  }

  /** Lets the model read the lesson and what was said, so that its reply comes sooner. */
  readAhead(): void {
    const able = this.#able;
    if (able) this.#prompt.readAhead(able.model, able.step, this.#host.said);
  }

  /** For `hear`: the reply is begun in the pause, and dropped where the learner goes on. */
  readonly early: EarlyWords = {
    heard: (text) => {
      const asked = text.trim();
      const { lesson, step, said } = this.#host;
      const able = this.#able;
      if (!able || asked === '' || !this.#early.worthwhile) return;
      if (spokenCommand(asked, answerLanguage(lesson, step))) return;
      // It outlives the move in which it was begun; `forget` stops it.
      const free = new AbortController().signal;
      this.#early.begin(asked, able.model, () => {
        this.#prompt.stopReading();
        const before = this.#prompt.exchanges(said);
        return this.#prompt.start(asked, able.model, able.step, before, free);
      });
    },
    wentOn: () => this.#early.wentOn(),
  };

  /** Drops what was begun and is not wanted. */
  forget(): void {
    this.#prompt.stopReading();
    this.#early.drop();
  }

  /** Replies to what was asked. Gives when the learner spoke up, if so. */
  async reply(asked: string, signal: AbortSignal): Promise<number | undefined> {
    const able = this.#able;
    const before = this.#prompt.exchanges(this.#host.said);
    this.#host.addSaid({ who: 'you', text: asked });
    if (!able) {
      this.forget();
      return this.#read(asked, signal);
    }
    const { model, step } = able;
    this.#prompt.stopReading();
    const begin = () => this.#prompt.start(asked, model, step, before, signal);
    let replied = await this.#speak(this.#early.take(asked, model) ?? begin(), [], signal);
    if (replied.error !== null && replied.spoke && replied.interruptedAtMs === undefined) {
      // Never glued to what was heard: the reply is made and said anew.
      replied = await this.#speak(begin(), [this.#voice.own('tutor.sayAgain')], signal);
    }
    const { interruptedAtMs, error, spoke } = replied;
    if (interruptedAtMs === undefined && (error !== null || !spoke)) {
      if (error !== null) this.#parts.conversation.notice = asNotice(error);
      return this.#read(asked, signal);
    }
    this.readAhead();
    return interruptedAtMs;
  }

  /** Speaks a reply while it is made; `opening` is said first and is no part of it. */
  async #speak(
    stream: ReplyStream,
    opening: readonly SpokenLine[],
    signal: AbortSignal,
  ): Promise<Replied> {
    const { conversation, recorder } = this.#parts;
    const stop = () => stream.cancel();
    signal.addEventListener('abort', stop, { once: true });
    const language = answerLanguage(this.#host.lesson, this.#host.step);
    const offset = opening.reduce((sum, { text }) => sum + text.length + 1, 0);
    async function* lines(): AsyncGenerator<SpokenLine> {
      yield* opening;
      for await (const text of stream.read()) {
        recorder.mark('thinkStart', stream.startedAtMs);
        if (stream.firstTextAtMs !== null) recorder.mark('firstToken', stream.firstTextAtMs);
        yield { text, language };
      }
    }
    let shown = false;
    const show = (text: string, unheard = '') => {
      if (text === '' && unheard === '') return;
      this.#host.addSaid({ who: 'tutor', text, ...(unheard ? { unheard } : {}) }, shown);
      shown = true;
    };
    const onHeard = (heard: string) => show(begun(stream.sentences, heard.length - offset));
    const said = await conversation.say(lines(), this.#voice.mayInterrupt, signal, onHeard);
    const { interruptedAtMs } = said;
    if (interruptedAtMs !== undefined) stop();
    await stream.done;
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
    const whole = stream.sentences.join(' ');
    const spoke = stream.sentences.length > 0;
    if (stream.end) this.#prompt.remember(stream.raw, whole);
    if (interruptedAtMs === undefined) {
      show(whole);
      return { error: stream.error, spoke };
    }
    recorder.mark('interrupted', interruptedAtMs);
    const heard = said.heard.slice(offset);
    show(heard, whole.startsWith(heard) ? whole.slice(heard.length) : '');
    return { interruptedAtMs, error: null, spoke };
  }

  /** Without a model, or where it failed: a passage of the lesson, and the first time a word why. */
  async #read(asked: string, signal: AbortSignal): Promise<number | undefined> {
    const reply = replyLine(this.#host.context, asked);
    const told = this.#host.said.some(({ read }) => read);
    const opening = told ? [] : [this.#voice.own('tutor.fromLesson')];
    const offset = opening.reduce((sum, { text }) => sum + text.length + 1, 0);
    const line = { who: 'tutor', text: reply.text, read: true } as const;
    // At once, so that it stands there even where the next question cuts it short.
    this.#host.addSaid(line);
    const { heard, interruptedAtMs } = await this.#voice.say(
      [...opening, reply],
      this.#voice.mayInterrupt,
      signal,
    );
    const own = heard.slice(offset);
    if (interruptedAtMs !== undefined && reply.text.startsWith(own)) {
      this.#host.addSaid({ ...line, text: own, unheard: reply.text.slice(own.length) }, true);
    }
    return interruptedAtMs;
  }
}

/** The sentences whose sound has begun after so many characters. */
function begun(sentences: readonly string[], heardCharacters: number): string {
  let from = 0;
  const sounding = sentences.filter((text) => {
    const sounds = heardCharacters > from;
    from += text.length + 1;
    return sounds;
  });
  return sounding.join(' ');
}
