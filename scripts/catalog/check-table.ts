import type { EntryReport } from './entry-report.ts';

/** The source has nothing of it, and need not. */
const isElsewhere = ({ faults, notes }: EntryReport) =>
  faults.length === 0 && notes.some(({ what }) => what === 'source');

/** Reports as a table for people: one line per entry, what is wrong below it; what is not there, as a number. */
export function checkTable(all: readonly EntryReport[]): string {
  const reports = all.filter((report) => !isElsewhere(report));
  const elsewhere = all.length - reports.length;
  const rows = reports.map(({ id, whole, pinned, lines, faults }) => [
    id,
    whole.join(', ') || '–',
    pinned === 0 ? 'no' : pinned === lines ? 'yes' : `${pinned} of ${lines}`,
    faults.length > 0
      ? `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`
      : whole.length > 0
        ? 'ok'
        : 'comes with Parley',
  ]);
  const head = ['model', 'whole', 'pinned', ''];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(head),
    ...reports.flatMap(({ faults }, index) => [
      line(rows[index] ?? []),
      ...faults.map(({ sentence }) => `    ${sentence}`),
    ]),
    ...(elsewhere > 0 ? [`${elsewhere} more are not here.`] : []),
  ].join('\n');
}
