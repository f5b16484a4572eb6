import { encodeText } from "../../core/bytes/text.ts";
import type { SpawnResult, System, WriteResult } from "../system/system.ts";

/** Programs whose output a recorded machine holds as a file. */
const RECORDED_PROGRAMS: Readonly<Record<string, string>> = {
  "dmsetup table": "/run/pathplug/dm/table",
  "dmsetup status": "/run/pathplug/dm/status",
  "dmsetup info": "/run/pathplug/dm/info",
  "systemctl show": "/run/pathplug/systemd/units",
  "journalctl -k": "/run/pathplug/kernel-log",
};

/** What a recorded program left, as the file that `record` writes. */
export function recordedProgramFile(argv: readonly string[]): string | undefined {
  return RECORDED_PROGRAMS[argv.slice(0, 2).join(" ")];
}

const READ_ONLY: WriteResult = { kind: "failed", errno: "EROFS" };

/** Where a machine that is not this one keeps its files. */
export type FileReader = Pick<System, "readBytes" | "list" | "readLink" | "exists">;

/**
 * A machine made of files: a directory tree (`--sysroot DIR`) or a bundle (`--replay BUNDLE`). It is read only;
 * of programs it answers what `record` kept.
 */
export function recordedSystem(files: FileReader, base: Pick<System, "sleep" | "monotonic" | "now">): System {
  return {
    ...files,
    live: false,
    write: () => READ_ONLY,
    makeDirectory: () => READ_ONLY,
    rename: () => READ_ONLY,
    unlink: () => READ_ONLY,
    probeExclusive: () => "free",
    deviceOf: () => undefined,
    child: ["false"],
    spawn: async (argv): Promise<SpawnResult> => {
      const file = recordedProgramFile(argv);
      const stdout = file === undefined ? undefined : files.readBytes(file, 64 * 1024 * 1024);
      return stdout === undefined
        ? { status: 127, timedOut: false, stdout: encodeText(""), stderr: `${argv[0]}: not recorded` }
        : { status: 0, timedOut: false, stdout, stderr: "" };
    },
    sleep: base.sleep,
    monotonic: base.monotonic,
    now: base.now,
  };
}

/** The files of the directory `root` as a machine's. */
export function sysrootSystem(base: System, root: string): System {
  const prefix = root.replace(/\/+$/, "");
  return recordedSystem(
    {
      readBytes: (path, limit) => base.readBytes(prefix + path, limit),
      list: (path) => base.list(prefix + path),
      readLink: (path) => base.readLink(prefix + path),
      exists: (path) => base.exists(prefix + path),
    },
    base,
  );
}
