import type { SpeedFigures } from '../../contracts/route.ts';
import type { Translate } from '../../messages/translate.ts';

/** A time as people read it: "210 ms", "1.2 s". */
export function timeInWords(t: Translate, ms: number): string {
  if (ms < 1000) return t('time.milliseconds', { milliseconds: Math.round(ms) });
  return t('time.seconds', { seconds: Number((ms / 1000).toFixed(ms < 10_000 ? 1 : 0)) });
}

/** Everything that is known of a speed: "210 ms · 24 tokens a second". */
export function figuresInWords(t: Translate, figures: SpeedFigures): string {
  const { firstMs, tokensPerSecond, realTimeFactor } = figures;
  const words = [timeInWords(t, firstMs)];
  if (tokensPerSecond !== undefined) {
    words.push(t('routes.tokensPerSecond', { count: Number(tokensPerSecond.toPrecision(2)) }));
  }
  if (realTimeFactor !== undefined) {
    words.push(t('routes.realTime', { seconds: Number(realTimeFactor.toPrecision(2)) }));
  }
  return words.join(' · ');
}

/** What a sparkline shows, for those who do not see it; empty without runs. */
export function sparkInWords(t: Translate, recentMs: readonly number[]): string {
  const newest = recentMs.at(-1);
  if (newest === undefined) return '';
  return t('routes.runs', {
    count: recentMs.length,
    lowest: timeInWords(t, Math.min(...recentMs)),
    highest: timeInWords(t, Math.max(...recentMs)),
    newest: timeInWords(t, newest),
  });
}
