import { primaryLanguage } from '../base/primary-language.ts';
import table from './check/data/commands.json' with { type: 'json' };
import { bare } from './check/read/fold.ts';
import { withoutHesitations } from './check/read/fillers.ts';
import { languageRules, type LanguageRules } from './check/read/language.ts';
import { patternMatcher, type PatternMatcher } from './check/compare/match-pattern.ts';
import { compilePattern } from './check/read/pattern.ts';
import { readText, type Word } from './check/read/reading.ts';

/** What a learner may ask of the tutor instead of answering. */
export type SpokenCommand =
  'repeat' | 'slower' | 'hint' | 'skip' | 'pause' | 'help' | 'dont-know' | 'yes' | 'no';

/** A command is short; anything longer is an answer. */
const MOST_WORDS = 10;

interface Commands {
  readonly rules: LanguageRules;
  readonly polite: readonly (readonly string[])[];
  readonly matchers: readonly {
    readonly command: SpokenCommand;
    readonly matcher: PatternMatcher;
  }[];
}

const languages: Readonly<
  Record<
    string,
    | { polite: readonly string[]; commands: Readonly<Record<SpokenCommand, readonly string[]>> }
    | undefined
  >
> = table;
const built = new Map<string, Commands>();

const read = (text: string, rules: LanguageRules): readonly Word[] =>
  readText(text, rules, { byEar: false, loose: true, numbers: 'apart' }).words;

function commandsOf(code: string): Commands | null {
  const known = built.get(code);
  const data = languages[code];
  if (known || !data) return known ?? null;
  const rules = languageRules(code);
  const made: Commands = {
    rules,
    polite: data.polite.map((phrase) => read(phrase, rules).map((word) => word.key)),
    matchers: Object.entries(data.commands).flatMap(([command, patterns]) =>
      patterns.map((pattern) => ({
        command: command as SpokenCommand,
        matcher: patternMatcher(compilePattern(pattern), rules),
      })),
    ),
  };
  built.set(code, made);
  return made;
}

/** Without "please" and the like, wherever they stand. */
function plain(words: readonly Word[], polite: Commands['polite']): readonly Word[] {
  const kept: Word[] = [];
  for (let at = 0; at < words.length;) {
    const here = at;
    const phrase = polite.find((keys) => keys.every((key, k) => words[here + k]?.key === key));
    if (!phrase) kept.push(...words.slice(at, at + 1));
    at += phrase?.length ?? 1;
  }
  return kept;
}

/**
 * The command a whole short utterance is, in English, Spanish, French or German ("say it again,
 * please", "no sé"); null for everything else. Check the answer first: what is right is no command.
 */
export function spokenCommand(text: string, language: string): SpokenCommand | null {
  const commands = commandsOf(primaryLanguage(language));
  if (!commands) return null;
  const { rules, polite, matchers } = commands;
  const whole = withoutHesitations(read(text, rules), rules);
  if (whole.length === 0 || whole.length > MOST_WORDS) return null;
  const equal = (said: Word, want: Word): boolean =>
    bare(said.source) === bare(want.source) ||
    bare(said.key) === bare(want.key) ||
    rules.either.get(said.key)?.has(want.key) === true;
  for (const utterance of [whole, plain(whole, polite)]) {
    if (utterance.length === 0) continue;
    const found = matchers.find(({ matcher }) => matcher.matches(utterance, equal));
    if (found) return found.command;
  }
  return null;
}
