import type { RawPath } from "../../core/topology/path.ts";
import type { Spawn, SpawnResult, System } from "../system/system.ts";

/** How long a controller may take to tell its log page, milliseconds. */
const TIMEOUT = 5_000;
/** Bytes of the page that are asked for: states of some 4,000 namespaces. */
const LENGTH = 16_384;

/** What one path has told of its namespace's access state. */
export interface AnaAnswer {
  readonly raw: RawPath;
  readonly isSilent: boolean;
}

/**
 * Asks each controller for its ANA log page (0Ch), since the kernel keeps no ANA state where it does not multipath. nvme-cli
 * does the asking; where it is missing, or the subsystem has no such page, all paths are alike.
 */
export function readAnaLogs(system: System, paths: readonly RawPath[]): Promise<readonly AnaAnswer[]> {
  return Promise.all(
    paths.map(async ({ rtpg: _, ...raw }) => {
      if (raw.attributes.state !== "live") return { raw, isSilent: false };
      const controller = `/dev/${raw.dev.replace(/n\d+$/, "")}`;
      const argv = [
        "nvme",
        "get-log",
        controller,
        "--log-id=12",
        `--log-len=${LENGTH}`,
        "--raw-binary",
      ] as const;
      const { status, timedOut, stdout } = await system.spawn(argv, { timeoutMs: TIMEOUT });
      return { raw: status === 0 ? { ...raw, rtpg: withoutRest(stdout) } : raw, isSilent: timedOut };
    }),
  );
}

/** The machine, on which each controller is asked once, whoever asks for its log page again: it tells of all its namespaces. */
export function askingOnce(system: System): System {
  const answers = new Map<string, Promise<SpawnResult>>();
  const spawn: Spawn = (argv, options) => {
    if (argv[0] !== "nvme") return system.spawn(argv, options);
    const question = argv.join(" ");
    const answer = answers.get(question) ?? system.spawn(argv, options);
    answers.set(question, answer);
    return answer;
  };
  return { ...system, spawn };
}

/** The page without the zeros behind it; its fields have four bytes. */
function withoutRest(page: Uint8Array): Uint8Array {
  const last = page.findLastIndex((byte) => byte !== 0);
  return page.slice(0, (last + 4) & ~3);
}
