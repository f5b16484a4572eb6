import { decodeText } from "../../core/bytes/text.ts";
import { BINDINGS_FILE } from "../../core/names/bindings-file.ts";
import type { System } from "../system/system.ts";
import { LOCK, LOCKED_TIMEOUT } from "./multipath-tools-lock.ts";

/** Most that is read of it, bytes: some 20,000 LUNs. */
const MOST = 1024 * 1024;
/** What is to take its place, beside it. multipath-tools' own files there are called `bindings.XXXXXX`. */
const NEXT = `${BINDINGS_FILE}.pathplug`;

/**
 * Puts $2 into the place of $1, if $1 still has what comes on standard input. It is held meanwhile with the lock of
 * multipath-tools, which takes it on the file that is there when it opens it. Exits with 3 where another program was quicker.
 */
const REPLACE = `exec 9<>"$1" || exit
${LOCK}
[ "$1" -ef /proc/self/fd/9 ] && [ "$(cat)" = "$(cat "$1")" ] || exit 3
chmod 600 "$2" && sync "$2" && mv -f "$2" "$1" && sync "\${1%/*}"`;

/** Text of /etc/multipath/bindings, empty where there is none; absent where it cannot be read to its end. */
export function readBindings(system: System): string | undefined {
  const bytes = system.readBytes(BINDINGS_FILE, MOST);
  if (bytes === undefined) return system.exists(BINDINGS_FILE) ? undefined : "";
  return bytes.length >= MOST ? undefined : decodeText(bytes);
}

/** What has come of writing the file: `changed` means that it is not any more what was read. */
export type BindingsWrite =
  | { readonly kind: "written" }
  | { readonly kind: "changed" }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Writes the file, whole or not at all, unless it has changed since `before` was read. It survives a power failure before
 * a map gets a name by it.
 */
export async function writeBindings(system: System, before: string, text: string): Promise<BindingsWrite> {
  if (!system.exists("/etc/multipath")) system.makeDirectory("/etc/multipath");
  const next = system.write(NEXT, text, "replace");
  if (next.kind === "failed") return { kind: "failed", reason: next.errno };
  const ran = await system.spawn(["sh", "-c", REPLACE, "sh", BINDINGS_FILE, NEXT], {
    timeoutMs: LOCKED_TIMEOUT,
    input: before,
  });
  if (ran.status === 0) return { kind: "written" };
  system.unlink(NEXT);
  if (ran.status === 3) return { kind: "changed" };
  const reason = ran.timedOut ? "it did not end in time" : ran.stderr.trim().replace(/\s+/g, " ");
  return { kind: "failed", reason: reason || "locked" };
}
