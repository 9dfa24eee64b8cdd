/**
 * The value of a number written in digits, with grouping and decimal signs as the language (or
 * plain mathematics) writes them: "1,000", "3,5", "1.234,5". Null for anything else, "3:30" too.
 */
export function digitsValue(written: string, decimalComma: boolean): number | null {
  if (/^-?\.\d+$/.test(written)) return Number(written);
  if (!/^-?\d+([.,]\d+)*$/.test(written)) return null;
  const signs = written.replace(/[^.,]/g, '');
  const last = signs.at(-1);
  if (last === undefined) return Number(written);
  const groups = written.replace('-', '').split(/[.,]/);
  const grouped = groups.slice(1).every((group) => group.length === 3) && groups[0]!.length <= 3;
  const mixed = new Set(signs).size === 2;
  const decimal = mixed
    ? signs.indexOf(last) === signs.length - 1
    : signs.length === 1 && !(grouped && last === (decimalComma ? '.' : ','));
  const whole = decimal ? written.slice(0, written.lastIndexOf(last)) : written;
  const rest = decimal ? written.slice(written.lastIndexOf(last) + 1) : '';
  const value = Number(`${whole.replace(/[.,]/g, '')}.${rest}`);
  return Number.isFinite(value) ? value : null;
}
