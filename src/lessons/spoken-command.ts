import table from './check/data/commands.json' with { type: 'json' };
import { bare, fold } from './check/fold.ts';
import { withoutHesitations } from './check/fillers.ts';
import { languageRules, type LanguageRules } from './check/language.ts';
import { patternMatcher, type PatternMatcher } from './check/match-pattern.ts';
import { compilePattern } from './check/pattern.ts';
import { readText, type Word } from './check/reading.ts';

/** What a learner may ask of the tutor instead of answering. */
export type SpokenCommand =
  'repeat' | 'slower' | 'hint' | 'skip' | 'pause' | 'help' | 'dont-know' | 'yes' | 'no';

/** A command is short; anything longer is an answer. */
const MOST_WORDS = 10;

interface Commands {
  readonly rules: LanguageRules;
  readonly polite: ReadonlySet<string>;
  readonly matchers: readonly {
    readonly command: SpokenCommand;
    readonly matcher: PatternMatcher;
  }[];
}

const languages: Readonly<
  Record<
    string,
    { polite: string; commands: Readonly<Record<SpokenCommand, readonly string[]>> } | undefined
  >
> = table;
const built = new Map<string, Commands>();

function commandsOf(code: string): Commands | null {
  const known = built.get(code);
  const data = languages[code];
  if (known || !data) return known ?? null;
  const rules = languageRules(code);
  const made: Commands = {
    rules,
    polite: new Set(fold(data.polite).split(' ')),
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

/** Without "please" and the like at either end; a word that is nothing else stays. */
function plain(words: readonly Word[], polite: ReadonlySet<string>): readonly Word[] {
  let [from, to] = [0, words.length];
  while (from < to && polite.has(words[from]?.key ?? '')) from += 1;
  while (to > from && polite.has(words[to - 1]?.key ?? '')) to -= 1;
  return words.slice(from, to);
}

/**
 * The command a whole short utterance is, in English, Spanish, French or German ("say it again,
 * please", "no sé"); null for everything else. Check the answer first: what is right is no command.
 */
export function spokenCommand(text: string, language: string): SpokenCommand | null {
  const commands = commandsOf(language.toLowerCase().split('-')[0] ?? '');
  if (!commands) return null;
  const { rules, polite, matchers } = commands;
  const { words } = readText(text, rules, { byEar: false, loose: true, numbers: 'apart' });
  const whole = withoutHesitations(words, rules);
  if (whole.length === 0 || whole.length > MOST_WORDS) return null;
  const equal = (said: Word, want: Word): boolean =>
    bare(said.key) === bare(want.key) || rules.either.get(said.key)?.has(want.key) === true;
  for (const utterance of [whole, plain(whole, polite)]) {
    if (utterance.length === 0) continue;
    const found = matchers.find(({ matcher }) => matcher.matches(utterance, equal));
    if (found) return found.command;
  }
  return null;
}
