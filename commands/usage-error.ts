/** What oclif puts on what it throws. */
export interface ThrownByOclif {
  readonly message: string;
  /** Present on errors of its parser: a wrong flag or argument. */
  readonly parse?: unknown;
  readonly oclif?: { readonly exit?: number };
}

/**
 * What is wrong with a command line, in oclif's words; absent for any other error. Where the value of one flag is wrong
 * oclif tells it by its own status alone, which is 2.
 */
export function usageMessage({ message, parse, oclif }: ThrownByOclif): string | undefined {
  if (parse === undefined && oclif?.exit !== 2) return undefined;
  return message
    .replace(/\nSee more help with --help$/, "")
    .replace(/^Parsing (--\S+)\s+/, "$1: ")
    .replace(/^The following errors? occurred:\s+/, "");
}
