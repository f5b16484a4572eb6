/** What one program left behind. */
export interface Ran {
  readonly status: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly timedOut?: boolean;
}
