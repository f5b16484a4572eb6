import { decodeText, encodeText } from "../../../core/bytes/text.ts";
import type { System } from "../../../host/system/system.ts";
import { thisEngine } from "../../../worker/shim/engine.ts";

/** Calls every operation of the low-level port below a scratch directory and prints what came of each, as JSON. */
const engine = thisEngine();
const { system } = engine;
const [scratch = "/tmp"] = engine.argv;

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : decodeText(bytes);

async function spawned(of: System, argv: readonly [string, ...string[]], input?: string): Promise<unknown> {
  const began = of.monotonic();
  // Only the program that never ends shall meet its time-out, also on a busy machine.
  const options = {
    timeoutMs: argv[0] === "sleep" ? 400 : 10_000,
    ...(input === undefined ? {} : { input }),
  };
  const result = await of.spawn(argv, options);
  const quick = of.monotonic() - began < 3_000;
  return {
    status: result.status,
    timedOut: result.timedOut,
    out: text(result.stdout),
    err: result.stderr,
    quick,
  };
}

async function exercise(): Promise<Record<string, unknown>> {
  const at = (name: string): string => `${scratch}/${name}`;
  const odd = "caf\u00e9 \udc80\udcff end";
  return {
    "makes a directory": system.makeDirectory(at("d")),
    "and not twice": system.makeDirectory(at("d")),
    "replaces a file": [system.write(at("d/f"), odd, "replace"), system.write(at("d/f"), odd, "replace")],
    "reads bytes that are no UTF-8": text(system.readBytes(at("d/f"))) === odd,
    "reads no more than asked for": system.readBytes(at("d/f"), 3)?.length,
    "creates only what is not there": [
      system.write(at("d/g"), "", "create"),
      system.write(at("d/g"), "", "create"),
    ],
    "writes an attribute only where there is one": [
      system.write(at("d/g"), "change", "attribute"),
      system.write(at("d/h"), "change", "attribute"),
      system.exists(at("d/h")),
    ],
    "lists names, sorted": [
      system.write(at("d/Z"), "", "create"),
      system.write(at("d/a"), "", "create"),
      system.list(at("d")),
    ],
    "lists nothing that is not there": system.list(at("missing")) ?? "absent",
    "reads a link": system.readLink("/proc/self/exe")?.startsWith("/"),
    "reads no link from a file": system.readLink(at("d/f")) ?? "absent",
    "reads an empty file": system.readBytes("/dev/null")?.length,
    "reads nothing from a directory": system.readBytes(at("d")) ?? "absent",
    "reads nothing that is not there": system.readBytes(at("missing")) ?? "absent",
    "reads a large file": system.readBytes("/proc/self/maps") !== undefined,
    renames: [system.rename(at("d/g"), at("d/k")), system.rename(at("d/g"), at("d/k"))],
    unlinks: [system.unlink(at("d/k")), system.unlink(at("d/k"))],
    "a full path through a file": system.write(at("d/f/x"), "", "replace"),
    "probes what is no device": [system.probeExclusive(at("d/f")), system.probeExclusive(at("missing"))],
    "names devices by kind and number": [
      system.deviceOf("/dev/null"),
      system.deviceOf("/proc/self/fd/0"),
      system.deviceOf(at("d/f")) ?? "none",
      system.deviceOf(at("missing")) ?? "none",
    ],
    "a program that ends well": await spawned(system, ["sh", "-c", "echo out; echo err >&2"]),
    "a program that fails": await spawned(system, ["sh", "-c", "exit 3"]),
    "a program that a signal ends": await spawned(system, ["sh", "-c", "kill -9 $$"]),
    "a program that never ends": await spawned(system, ["sleep", "60"]),
    "it is gone soon after": await isGone(400),
    "a program that is given up before its time": await isGone(60_000, () => true),
    "a program that reads": await spawned(system, ["cat"], "line\nline\n"),
    "a program that does not read": await spawned(system, ["true"], "x".repeat(1_000_000)),
    "a program that is not there": {
      ...((await spawned(system, ["/nonexistent/program"])) as object),
      err: "not compared",
    },
    "much output": (await system.spawn(["head", "-c", "3000000", "/dev/zero"], { timeoutMs: 5_000 })).stdout
      .length,
    "output that is no text": [
      ...(await system.spawn(["printf", "\\200\\0\\377"], { timeoutMs: 5_000 })).stdout,
    ],
    "programs side by side": await sideBySide(),
    sleeps: await slept(),
    "encodes what it decoded": decodeText(encodeText(odd)) === odd,
  };
}

async function isGone(timeoutMs: number, until: () => boolean = () => false): Promise<unknown> {
  const began = system.monotonic();
  const { timedOut, status, gone } = await system.spawn(["sleep", "60"], { timeoutMs, until });
  let isOver = false;
  void gone?.then(() => {
    isOver = true;
  });
  while (!isOver && system.monotonic() - began < 10_000) await system.sleep(20);
  return { timedOut, status, isOver };
}

async function sideBySide(): Promise<boolean> {
  const began = system.monotonic();
  await Promise.all([1, 2, 3, 4].map(() => system.spawn(["sleep", "1"], { timeoutMs: 30_000 })));
  return system.monotonic() - began < 3_500;
}

async function slept(): Promise<boolean> {
  const began = system.monotonic();
  await system.sleep(30);
  return system.monotonic() - began >= 29;
}

exercise().then((seen) => {
  engine.writeOut(`${JSON.stringify(seen, undefined, 1)}\n`);
  engine.exit(0);
});
