import table from '../data/sounds.json' with { type: 'json' };
import { editDistance } from './edit-distance.ts';
import { bare, fold } from '../read/fold.ts';

const rulesOf: ReadonlyMap<string, readonly (readonly [RegExp, string])[]> = new Map(
  Object.entries(table).map(([code, rules]) => [
    code,
    rules.map(([pattern = '', sound = '']) => [new RegExp(pattern, 'gu'), sound] as const),
  ]),
);
const spoken = new Map<string, string>();
/** Words whose sound is remembered; a lesson has no more. */
const MOST_REMEMBERED = 4_000;

/** How a word sounds, roughly: equal for what learners and recognisers take for each other. */
function soundOf(word: string, code: string): string {
  const id = `${code} ${word}`;
  const known = spoken.get(id);
  if (known !== undefined) return known;
  const sound = bare(
    (rulesOf.get(code) ?? []).reduce(
      (text, [pattern, to]) => text.replace(pattern, to),
      fold(word).replaceAll("'", ''),
    ),
  );
  if (spoken.size >= MOST_REMEMBERED) spoken.clear();
  spoken.set(id, sound);
  return sound;
}

/** How near two words are by ear: `same` sounds alike by the rules of spelling, `near` in all but one sound. */
export function soundLikeness(a: string, b: string, code: string): 'same' | 'near' | 'far' {
  if (!rulesOf.has(code)) return 'far';
  const [one, other] = [soundOf(a, code), soundOf(b, code)];
  if (one === other && one.length > 1) return 'same';
  const longest = Math.max(one.length, other.length);
  const most = Math.max(1, Math.floor(longest / 4));
  return longest >= 3 && editDistance(one, other, most) <= most ? 'near' : 'far';
}
