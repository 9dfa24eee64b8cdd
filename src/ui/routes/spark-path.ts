const WIDTH = 72;
const HEIGHT = 20;
/** Room for the pen above and below. */
const AIR = 4;

/**
 * The path of a sparkline, 72 × 20 units, oldest run on the left. The scale begins at zero, so that
 * a steady engine gives a steady line and not a mountain range of its noise. Empty for fewer than
 * two runs: one point is no line.
 */
export function sparkPath(values: readonly number[]): string {
  if (values.length < 2) return '';
  const highest = Math.max(...values, 1);
  const step = WIDTH / (values.length - 1);
  return values
    .map((value, index) => {
      const y = HEIGHT - AIR - (value / highest) * (HEIGHT - 2 * AIR);
      return `${index === 0 ? 'M' : 'L'}${Math.round(index * step)} ${y.toFixed(1)}`;
    })
    .join('');
}
