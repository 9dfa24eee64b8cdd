/** One call, without anything that was said. */
export interface AuditLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly request: string;
  readonly key: string;
  readonly job: string;
  readonly policy: string;
  readonly upstream: string | null;
  readonly model: string | null;
  readonly status: number;
  readonly outcome: string;
  readonly attempts: number;
  readonly cache: string | null;
  readonly streamed: boolean;
  readonly bytesIn: number;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly durationMs: number;
  readonly firstContentMs: number | null;
  /** Keyed with a secret that lives as long as the process: tells repeats apart, nothing else. */
  readonly bodyHash: string | null;
  /** The line stands for so many refusals of its kind, of which it is the last. */
  readonly count?: number;
}
