import { readFileSync } from 'node:fs';
import type { Step } from '../../src/contracts/lesson.ts';
import swaps from './ears-swaps.json' with { type: 'json' };

/** One question that a recording could be the answer to. */
export interface EarsTrial {
  readonly group: string;
  readonly step: Step;
  readonly topic?: 'grammar';
}

export interface EarsRecording {
  readonly file: string;
  /** What was said; empty where nobody speaks. */
  readonly said: string;
  readonly trials: readonly EarsTrial[];
}

interface Human {
  readonly file: string;
  readonly text: string;
  readonly kind: string;
}
interface Fluent {
  readonly file: string;
  readonly text: string;
  readonly language: string;
}
interface Grammar {
  readonly file: string;
  readonly said: string;
  readonly expected: string;
  readonly is: 'mistake' | 'right form';
}

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** Other sentences that each recording is held against. */
const OTHERS = 5;

const ask = (text: string): Step => ({ kind: 'ask', id: 'a', prompt: 'Say it.', accept: [text] });
const repeat = (sentence: string): Step => ({
  kind: 'repeat',
  id: 'a',
  prompt: 'Say it.',
  sentence,
});

/** 16 kHz mono, -1..1, from a WAV of 16-bit samples with a plain header. */
export function readRecording(file: string): Float32Array {
  const wav = readFileSync(file);
  const pcm = new Int16Array(wav.buffer.slice(wav.byteOffset + 44), 0, (wav.length - 44) >> 1);
  return Float32Array.from(pcm, (sample) => sample / 32_768);
}

const json = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;

/** Every recording with the questions it is tried on. `shared`: the folder with speech/. */
export function recordings(shared: string): readonly EarsRecording[] {
  const speech = `${shared}/speech`;
  const human = json<Human[]>(`${speech}/human.json`);
  const learners = human.filter(({ kind }) => kind === 'learner-nonnative');
  const texts = learners.map(({ text }) => text);
  const others = (text: string, place: number) =>
    Array.from(
      { length: OTHERS },
      (_, i) => texts[(place * 7 + (i + 1) * 13) % texts.length]!,
    ).filter((other) => other !== text);
  return [
    ...learners.map(({ file, text }, place) => {
      const half = place % 2 === 0 ? 'chosen on' : 'held back';
      const [meaning = '', sound = ''] = (swaps as Record<string, string[]>)[text] ?? [];
      return {
        file: `${speech}/${file}`,
        said: text,
        trials: [
          { group: `learners, said it (${half})`, step: ask(text) },
          { group: `learners, repeat after me (${half})`, step: repeat(text) },
          { group: 'learners, one word swapped, other meaning', step: ask(meaning) },
          { group: 'learners, one word swapped, sounds alike', step: ask(sound) },
          ...others(text, place).map((other) => ({
            group: 'learners, something else',
            step: ask(other),
          })),
        ],
      };
    }),
    ...human
      .filter(({ kind }) => kind === 'digit-mixed-accent')
      .map(({ file, text }) => ({
        file: `${speech}/${file}`,
        said: text,
        trials: DIGITS.map((digit) => ({
          group: digit === text ? 'digits, said it' : 'digits, another one',
          step: ask(digit),
        })),
      })),
    ...human
      .filter(({ kind, text }) => kind === 'native-read' && text.length < 90)
      .map(({ file, text }) => ({
        file: `${speech}/${file}`,
        said: text,
        trials: [{ group: 'read by natives, said it', step: ask(text) }],
      })),
    ...human
      .filter(({ kind }) => kind === 'noise-only')
      .map(({ file }) => ({
        file: `${speech}/${file}`,
        said: '',
        trials: texts.slice(0, 9).map((text) => ({ group: 'noise', step: ask(text) })),
      })),
    ...json<Fluent[]>(`${speech}/fluent/manifest.json`)
      .filter(({ language }) => language === 'en')
      .map(({ file, text }, place) => ({
        file: `${speech}/fluent/${file}`,
        said: text,
        trials: [
          { group: 'fluent, said it', step: ask(text) },
          ...others(text, place).map((other) => ({
            group: 'fluent, something else',
            step: ask(other),
          })),
        ],
      })),
    ...json<Grammar[]>(`${speech}/fluent/grammar/manifest.json`).map((each) => {
      const what = each.is === 'mistake' ? 'slip said' : 'right form said';
      return {
        file: `${speech}/fluent/grammar/${each.file}`,
        said: each.said,
        trials: [
          { group: `grammar step, ${what}`, step: ask(each.expected), topic: 'grammar' as const },
          { group: `any step, ${what}`, step: ask(each.expected) },
        ],
      };
    }),
  ];
}
