import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { readOpeners } from "../../../host/uses/openers.ts";

interface Process {
  readonly comm: string;
  /** Target of each open file, and the device that is behind it. */
  readonly fds: readonly (readonly [name: string, device?: string])[];
}

const sysfs: Readonly<Record<string, string>> = {
  "/sys/block/sda/dev": "8:0\n",
  "/sys/block/sda/sda1/dev": "8:1\n",
  "/sys/block/sda/device/scsi_generic/sg3/dev": "21:3\n",
  "/sys/block/sdb/dev": "8:16\n",
};

function machine(processes: Readonly<Record<string, Process>>): { system: System; asked: string[] } {
  const asked: string[] = [];
  const fdOf = (path: string) => {
    const [, pid = "", , fd = ""] = /^\/proc\/(\d+)\/(fd)\/(\d+)$/.exec(path) ?? [];
    return processes[pid]?.fds[Number(fd)];
  };
  const children = (path: string): readonly string[] | undefined => {
    if (path === "/proc") return ["self", "version", ...Object.keys(processes)];
    const pid = /^\/proc\/(\d+)\/fd$/.exec(path)?.[1];
    if (pid !== undefined) return processes[pid]?.fds.map((_, index) => `${index}`);
    const below = Object.keys(sysfs).filter((file) => file.startsWith(`${path}/`));
    return [...new Set(below.map((file) => file.slice(path.length + 1).split("/")[0] ?? ""))];
  };
  const text = (path: string): string | undefined => {
    const pid = /^\/proc\/(\d+)\/comm$/.exec(path)?.[1];
    return pid === undefined ? sysfs[path] : `${processes[pid]?.comm}\n`;
  };
  const system = {
    list: children,
    readLink: (path: string) => (path === "/proc/self" ? "77" : fdOf(path)?.[0]),
    readBytes: (path: string) => {
      const found = text(path);
      return found === undefined ? undefined : new TextEncoder().encode(found);
    },
    deviceOf: (path: string) => {
      asked.push(path);
      return fdOf(path)?.[1];
    },
  } as unknown as System;
  return { system, asked };
}

const found = (processes: Readonly<Record<string, Process>>) => {
  const { system } = machine(processes);
  const of = (where: "dev" | "elsewhere") =>
    [...readOpeners(system, ["sda", "sdb"], where)].map(({ dev, pid, comm }) => `${dev} ${pid} ${comm}`);
  return { dev: of("dev"), elsewhere: of("elsewhere") };
};

describe("a process that has a disk open", () => {
  it.each<[string, Process["fds"][number], readonly string[], readonly string[]]>([
    ["by its name", ["/dev/sda", "b8:0"], ["sda 9 qemu"], []],
    ["by a link that was resolved", ["/dev/disk/x", "b8:16"], ["sdb 9 qemu"], []],
    ["by a partition", ["/dev/sda1", "b8:1"], ["sda 9 qemu"], []],
    ["by its SCSI generic node", ["/dev/sg3", "c21:3"], ["sda 9 qemu"], []],
    ["by a node that has been deleted", ["/dev/sda (deleted)", "b8:0"], ["sda 9 qemu"], []],
    ["by another node, as in a container", ["/srv/block", "b8:0"], [], ["sda 9 qemu"]],
    ["is none by a name that means another device now", ["/dev/sda", "b65:0"], [], []],
    ["is none by the number of a character device", ["/dev/x", "c8:0"], [], []],
  ])("is found %s", (_, fd, dev, elsewhere) => {
    expect(found({ 9: { comm: "qemu", fds: [fd] } })).toEqual({ dev, elsewhere });
  });

  it.each(["(udev-worker)", "systemd-udevd", "sg_rtpg"])("is not counted where it is %s", (comm) => {
    expect(found({ 9: { comm, fds: [["/dev/sda", "b8:0"]] } }).dev).toEqual([]);
  });

  it("is not the one that asks", () => {
    expect(found({ 77: { comm: "qjs", fds: [["/dev/sda", "b8:0"]] } }).dev).toEqual([]);
  });

  it("is said once for each disk, however often it has it open", () => {
    const fds = [
      ["/dev/sda", "b8:0"] as const,
      ["/dev/sda1", "b8:1"] as const,
      ["/dev/sdb", "b8:16"] as const,
    ];
    expect(found({ 9: { comm: "qemu", fds } }).dev).toEqual(["sda 9 qemu", "sdb 9 qemu"]);
  });

  it("costs a sockets, pipe or ordinary file below /dev no question for its device", () => {
    const fds = [["socket:[1]"] as const, ["pipe:[2]"] as const, ["anon_inode:[eventfd]"] as const];
    const { system, asked } = machine({ 9: { comm: "nginx", fds } });
    expect([...readOpeners(system, ["sda"], "dev"), ...readOpeners(system, ["sda"], "elsewhere")]).toEqual(
      [],
    );
    expect(asked).toEqual([]);
  });
});
