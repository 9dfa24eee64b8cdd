/** One line of the companion's own log: what happened, in fields. Never content, never keys. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export const LOG_LEVELS = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A log as JSON lines; lines below `least` are left out. */
export function jsonLog(
  write: (line: string) => void,
  epochMs: () => number,
  least: LogLevel,
): Log {
  const line =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
      const time = new Date(epochMs()).toISOString();
      write(`${JSON.stringify({ time, level, event, ...fields })}\n`);
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** The part of an error that may be logged: its kind and where it was thrown, which hold no content. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    error: error.name,
    code: typeof code === 'string' ? code : undefined,
    // Without the first line, which repeats the message: parsers put what they read into theirs.
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim())
      .join(' < '),
  };
}
