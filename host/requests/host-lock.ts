import { spawn } from "node:child_process";
import { LOCK } from "../run/lock.ts";
import { fail } from "../system/failure.ts";

/** How long the lock is waited for, seconds: a run of the worker that is under way ends first. */
const PATIENCE = 120;

/**
 * Does something while no run of the worker can: a child holds the host's lock, and goes with this process, however that ends.
 */
export async function withHostLock<T>(work: () => Promise<T>, lock = LOCK, patience = PATIENCE): Promise<T> {
  const argv = ["--exclusive", "--timeout", `${patience}`, lock, "sh", "-c", "echo; cat"];
  const holder = spawn("flock", argv, { stdio: ["pipe", "pipe", "ignore"] });
  const isHeld = await new Promise<boolean>((resolve) => {
    holder.stdout.once("data", () => resolve(true));
    holder.once("error", () => resolve(false));
    holder.once("close", () => resolve(false));
  });
  if (!isHeld) fail("tryAgain", "assemble-running", "host", "the host's lock was not free in time");
  try {
    return await work();
  } finally {
    const ended = new Promise((resolve) => holder.once("close", resolve));
    holder.stdin.end();
    await ended;
  }
}
