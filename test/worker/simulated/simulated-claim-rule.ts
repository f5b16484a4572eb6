import type { MemoryTree } from "./memory-tree.ts";
import type { SimulatedDisk } from "./simulated-machine.ts";

interface Verdict {
  readonly reason: string;
  readonly isKicked: boolean;
}

/** Reasons by which a path is claimed. */
const CLAIMS: readonly string[] = ["registered", "first-path", "smart", "greedy"];

const kicked = (reason: string): Verdict => ({ reason, isKicked: true });
const ended = (reason: string): Verdict => ({ reason, isKicked: false });

/** rules/59-pathplug-claim.rules in few words: what udev's database has of a disk afterwards, and whether it is kicked. */
export function applyClaimRule(tree: MemoryTree, disk: SimulatedDisk, now: number): boolean {
  const { devt, naa } = disk;
  const record = `/run/udev/data/b${devt}`;
  const verdict = decide(tree, disk);
  const { reason = "", isKicked = false } = verdict ?? {};
  const lines = [
    `I:${/^I:(\d+)$/m.exec(tree.text(record) ?? "")?.[1] ?? Math.round(now * 1_000)}`,
    `E:ID_SERIAL=3${naa}`,
    ...(verdict === undefined ? [] : [`E:PATHPLUG_CLAIM_REASON=${reason}`]),
    ...(isKicked ? ["E:PATHPLUG_PATH=1", `E:PATHPLUG_ID=naa.${naa}`] : []),
    ...(CLAIMS.includes(reason) ? ["E:DM_MULTIPATH_DEVICE_PATH=1"] : []),
  ];
  tree.put(record, `${lines.join("\n")}\n`);
  return isKicked;
}

/** Absent where the host is not armed. */
function decide(
  tree: MemoryTree,
  { dev, devt, naa, claim = "first-path" }: SimulatedDisk,
): Verdict | undefined {
  const id = `naa.${naa}`;
  const armed = tree.text("/run/pathplug/armed");
  if (armed === undefined) return undefined;
  const diskseq = tree.text(`/sys/block/${dev}/diskseq`)?.trim();
  const mark = [diskseq, id].flatMap((name) => tree.text(`/run/pathplug/in-use/${name}`) ?? [])[0];
  if (mark !== undefined) {
    const reason = reasonIn(mark, /^PATHPLUG_CLAIM_REASON=(.*)$/m) ?? "in-use";
    return reason === "excluded" ? ended(reason) : kicked(reason);
  }
  if (/^PATHPLUG_WWID="?[^"\s]/m.test(tree.text(`/etc/pathplug/luns.d/${id}`) ?? ""))
    return kicked("registered");
  const before = reasonIn(tree.text(`/run/udev/data/b${devt}`) ?? "", /^E:PATHPLUG_CLAIM_REASON=(.*)$/m);
  return ofMode(reasonIn(armed, /^PATHPLUG_MODE=(\w+)$/m) ?? "known", claim, before);
}

function ofMode(mode: string, claim: string, before: string | undefined): Verdict {
  if (mode === "strict" || mode === "off") return ended("not-listed");
  if (claim === "first-path" || mode === "smart" || mode === "greedy") {
    const reason = claim === "first-path" ? claim : mode;
    return kicked(before === undefined || CLAIMS.includes(before) ? reason : "left-before");
  }
  return claim === "unknown" && mode !== "yes" ? ended("unknown-product") : kicked("second-path-awaited");
}

function reasonIn(text: string, line: RegExp): string | undefined {
  return line.exec(text)?.[1];
}
