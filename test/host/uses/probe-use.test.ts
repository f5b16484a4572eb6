import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { type ProbedPath, probeUse } from "../../../host/uses/probe-use.ts";

const path = (dev: string, state = "running"): ProbedPath => ({ dev, state });

/** Disks whose host the kernel is recovering. */
const recovering = new Set<string>();
const readLink = (path: string): string => `../../../${path.split("/")[3]}:0:0:0`;
const readBytes = (path: string): Uint8Array => {
  const [, seq] = /^\/sys\/block\/(\w+)\/diskseq$/.exec(path) ?? [];
  if (seq !== undefined) return new TextEncoder().encode(seq);
  const [, dev = ""] = /host([a-z0-9]+)\/state$/.exec(path) ?? [];
  return new TextEncoder().encode(recovering.has(dev) ? "recovery\n" : "running\n");
};

/** A machine whose worker's children answer as `lines` says of what they are asked; `calls` are their arguments. */
function machine(
  lines: (argv: string) => readonly string[],
  live = true,
): { system: System; calls: string[] } {
  const calls: string[] = [];
  const spawn: System["spawn"] = async (argv) => {
    const asked = argv.slice(2).join(" ");
    calls.push(asked);
    const told = lines(asked);
    const timedOut = told.includes("looked") && !told.includes("ended");
    return { timedOut, stdout: new TextEncoder().encode(told.join("\n")), stderr: "" };
  };
  const files = new Set<string>();
  const kept = {
    exists: (file: string) => files.has(file),
    write: (file: string) => files.add(file),
    unlink: (file: string) => files.delete(file),
  };
  return {
    system: { live, child: ["child"], spawn, readLink, readBytes, ...kept } as unknown as System,
    calls,
  };
}

/** What a child prints of which `hangs` does not come back. */
function answers(hangs: readonly string[], busy: readonly string[] = []) {
  return (argv: string): readonly string[] => {
    const opened = (argv.split("-- ")[1] ?? "").split(" ").filter((dev) => dev !== "");
    const stop = opened.findIndex((dev) => hangs.includes(dev));
    const told = stop < 0 ? opened : opened.slice(0, stop);
    const lines = ["looked", ...told.map((dev) => `${dev} ${busy.includes(dev) ? "busy" : "free"}`)];
    return stop < 0 ? [...lines, "ended"] : lines;
  };
}

const luns = [[path("sda"), path("sdb")], [path("sdc"), path("sdd")], [path("sde")]];

describe("the child that asks who uses disks", () => {
  it("is one for all of them", async () => {
    const { system, calls } = machine(answers([], ["sdd"]));
    const { busy, silent } = await probeUse(system, luns);
    expect(calls).toEqual(["sda sdb sdc sdd sde -- sda sdb sdc sdd sde"]);
    expect([...busy]).toEqual(["sdd"]);
    expect(silent.size).toBe(0);
  });

  it("is none where there is nothing to ask, or nobody", async () => {
    const { system, calls } = machine(answers([]));
    await probeUse(system, []);
    await probeUse(system, [[]]);
    const recorded = machine(answers([], ["sda"]), false);
    expect((await probeUse(recorded.system, luns)).busy.size).toBe(0);
    expect([...calls, ...recorded.calls]).toEqual([]);
  });

  it("opens no path that is offline, and looks for it among open files all the same", async () => {
    const { system, calls } = machine(answers([]));
    expect((await probeUse(system, [[path("sda", "offline"), path("sdb")]])).silent.size).toBe(0);
    expect(calls).toEqual(["sda sdb -- sdb"]);
  });

  it("knows nothing of a path that is offline and was open exclusively, until it is back and free", async () => {
    const busy = ["sda"];
    const { system } = machine((argv) => answers([], busy)(argv));
    const silentWhere = async (state: string): Promise<readonly string[]> => [
      ...(await probeUse(system, [[path("sda", state), path("sdb")]])).silent,
    ];
    expect(await silentWhere("running")).toEqual([]);
    expect(await silentWhere("transport-offline")).toEqual(["sda"]);
    busy.pop();
    expect(await silentWhere("blocked")).toEqual(["sda"]);
    expect(await silentWhere("running")).toEqual([]);
    expect(await silentWhere("offline")).toEqual([]);
  });

  it("opens no path whose host is being recovered: it would wait for the end of that", async () => {
    recovering.add("sdc");
    const { system, calls } = machine(answers([], ["sda"]));
    const { busy, silent } = await probeUse(system, luns);
    recovering.clear();
    expect(calls).toEqual(["sda sdb sdc sdd sde -- sda sdb sdd sde"]);
    expect([...silent]).toEqual(["sdc"]);
    expect([...busy]).toEqual(["sda"]);
  });

  it("opens an NVMe disk whose controller is live", async () => {
    const { system, calls } = machine(answers([], ["nvme0n1"]));
    const { busy } = await probeUse(system, [[path("nvme0n1", "live"), path("nvme1n1", "connecting")]]);
    expect(calls).toEqual(["nvme0n1 nvme1n1 -- nvme0n1"]);
    expect([...busy]).toEqual(["nvme0n1"]);
  });

  it("tells who has a disk open, by any name a process may give itself", async () => {
    const { system } = machine((argv) => ["sda opened 12 a b", ...answers([])(argv)]);
    expect((await probeUse(system, luns)).openers).toEqual([{ dev: "sda", pid: "12", comm: "a b" }]);
  });

  it("leaves a disk that hangs out, with its LUN, and asks the others on", async () => {
    const { system, calls } = machine(answers(["sdc"], ["sda", "sde"]));
    const { busy, silent, hung } = await probeUse(system, luns);
    expect(calls.slice(1)).toEqual([
      `${luns
        .flat()
        .map(({ dev }) => dev)
        .join(" ")} --`,
      "-- sde",
    ]);
    expect([[...silent], [...hung]]).toEqual([["sdc"], ["sdc"]]);
    expect([...busy]).toEqual(["sda", "sde"]);
  });

  it("looks at the processes once more where a disk hangs: at names below /dev alone it had looked", async () => {
    const opener = (argv: string) => (argv.endsWith("--") ? ["sda opened 12 qemu"] : []);
    const { system } = machine((argv) => [...answers(["sdc"])(argv), ...opener(argv)]);
    const { openers, isThorough } = await probeUse(system, luns);
    expect({ openers, isThorough }).toEqual({
      openers: [{ dev: "sda", pid: "12", comm: "qemu" }],
      isThorough: true,
    });
  });

  it("tells where it has not come to the end of the processes, as for a file of a dead server", async () => {
    const { system } = machine((argv) => answers([])(argv).filter((line) => line !== "ended"));
    const { silent, isThorough } = await probeUse(system, luns);
    expect({ silent: silent.size, isThorough }).toEqual({ silent: 0, isThorough: false });
  });

  it("knows nothing of any disk where no child could be started", async () => {
    const { system, calls } = machine(() => []);
    const { silent, hung } = await probeUse(system, luns);
    expect([...silent].sort()).toEqual(["sda", "sdb", "sdc", "sdd", "sde"]);
    expect(hung.size).toBe(0);
    expect(calls).toHaveLength(4);
  });

  it("asks so many LUNs by themselves and no more: of the rest nothing is known", async () => {
    const many = Array.from({ length: 30 }, (_, index) => [path(`sd${index}`)]);
    const { system, calls } = machine(answers(many.flat().map(({ dev }) => dev)));
    const { silent } = await probeUse(system, many);
    expect(silent.size).toBe(30);
    expect(calls).toHaveLength(2 + 24);
  });
});
