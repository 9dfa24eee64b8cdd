/** What one check found: one sentence, and what to do unless all is well. */
export type Finding =
  | { readonly state: 'ok'; readonly about: string; readonly sentence: string }
  | {
      /** `warn`: works, but not as somebody may expect. `bad`: does not work. */
      readonly state: 'warn' | 'bad';
      readonly about: string;
      readonly sentence: string;
      readonly remedy: string;
    };

/** Findings of one subject. */
export function findingsAbout(about: string) {
  return {
    ok: (sentence: string): Finding => ({ state: 'ok', about, sentence }),
    warn: (sentence: string, remedy: string): Finding => ({
      state: 'warn',
      about,
      sentence,
      remedy,
    }),
    bad: (sentence: string, remedy: string): Finding => ({ state: 'bad', about, sentence, remedy }),
  };
}

/** A finding as lines for a terminal. */
export function writeFinding(finding: Finding): string {
  const { state, about, sentence } = finding;
  const line = `${state.padEnd(5)} ${about.padEnd(12)} ${sentence}`;
  return finding.state === 'ok' ? line : `${line}\n${' '.repeat(6)}→ ${finding.remedy}`;
}
