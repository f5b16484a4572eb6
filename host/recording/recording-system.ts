import type { System } from "../system/system.ts";
import { type Bundle, bundleContent } from "./bundle.ts";
import { recordedProgramFile } from "./sysroot-system.ts";

/** A machine that notes what is read of it. */
export interface Recorder {
  readonly system: System;
  /** What was read so far. */
  bundle(recordedBy: string): Bundle;
}

/**
 * Wraps a machine: every file, directory and link that is read through it, and the output of the programs that a
 * recorded machine can answer for, is noted. Absences need no note: what a bundle does not hold was not there.
 */
export function recordingSystem(inner: System): Recorder {
  const files = new Map<string, Uint8Array>();
  const links = new Map<string, string>();
  const directories = new Map<string, readonly string[]>();
  const noteFile = (path: string, bytes: Uint8Array | undefined): void => {
    const known = files.get(path);
    if (bytes !== undefined && (known === undefined || known.length < bytes.length)) files.set(path, bytes);
  };
  const system: System = {
    ...inner,
    live: false,
    readBytes: (path, limit) => {
      const bytes = inner.readBytes(path, limit);
      noteFile(path, bytes);
      return bytes;
    },
    list: (path) => {
      const names = inner.list(path);
      if (names !== undefined) directories.set(path, names);
      return names;
    },
    readLink: (path) => {
      const target = inner.readLink(path);
      if (target !== undefined) links.set(path, target);
      return target;
    },
    exists: (path) => {
      const exists = inner.exists(path);
      if (exists && !files.has(path) && !directories.has(path)) noteExistence(path);
      return exists;
    },
    spawn: async (argv, options) => {
      const ran = await inner.spawn(argv, options);
      const file = recordedProgramFile(argv);
      if (file !== undefined && ran.status === 0) noteFile(file, ran.stdout);
      return ran;
    },
  };
  /** Something that is only asked for, not read: an empty directory or file says as much. */
  function noteExistence(path: string): void {
    const names = inner.list(path);
    if (names === undefined) noteFile(path, new Uint8Array(0));
    else directories.set(path, []);
  }
  return {
    system,
    bundle: (recordedBy) => ({
      schema: "pathplug.bundle/1",
      recordedBy,
      anonymized: false,
      files: Object.fromEntries([...files].map(([path, bytes]) => [path, bundleContent(bytes)])),
      links: Object.fromEntries(links),
      directories: Object.fromEntries(directories),
    }),
  };
}
