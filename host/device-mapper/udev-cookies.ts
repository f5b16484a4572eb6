import { decodeText } from "../../core/bytes/text.ts";
import { isUdevIdle, redoLostEvents } from "../devices/udev-database.ts";
import {
  clearReloads,
  forgetComingCookie,
  forgetCookie,
  noteComingCookie,
  noteCookie,
  notedCookies,
  readComingCookie,
  unmarkReload,
} from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** How long it may take to make a cookie, milliseconds. */
const CREATE_TIMEOUT = 30_000;
/** How long udev may take to process what a burst of changes caused, milliseconds. */
const COOKIE_TIMEOUT = 150_000;
/** How long udev may take for what a killed run caused, milliseconds: it had time already. */
const LEFT_COOKIE_TIMEOUT = 10_000;
/** How long after its announcement a cookie may have been made, seconds: the time that dmsetup has for it. */
const COMING_PATIENCE = CREATE_TIMEOUT / 1_000;

/** How long a change waits for udev before its run goes on meanwhile, milliseconds. */
const PATIENCE = 3_000;

/**
 * The cookies of one run: udev may take long for a map whose device hangs, and the other LUNs are not to wait for that. Those of
 * which it makes an end soon are waited for by whoever has made the change.
 */
export class RunCookies {
  readonly #waits = new Set<Promise<void>>();
  #lastMade: Promise<unknown> = Promise.resolve();

  /** Ends of waits: none where udev is through with all. */
  get waits(): readonly Promise<void>[] {
    return [...this.#waits];
  }

  /** Makes one after the other: only one can be announced. */
  make<T>(make: () => Promise<T>): Promise<T> {
    const made = this.#lastMade.then(make);
    this.#lastMade = made.catch(() => undefined);
    return made;
  }

  /** One whose wait fails stays written down: the next run gives it back. */
  add(wait: Promise<void>): void {
    const over = wait.catch(() => undefined).finally(() => this.#waits.delete(over));
    this.#waits.add(over);
  }
}

/**
 * Runs `change` with one udev cookie and waits until udev has processed what it caused: then links exist. With the `cookies` of a
 * run, what takes long is waited for by that. A cookie is a semaphore of the kernel, and nobody takes it away when its owner is
 * killed: it is written down for the next run.
 */
export async function withCookie<T>(
  system: System,
  change: (cookie: string) => Promise<T>,
  cookies?: RunCookies,
): Promise<T> {
  const make = () => makeCookie(system);
  const cookie = await (cookies === undefined ? make() : cookies.make(make));
  try {
    return await change(cookie);
  } finally {
    if (cookie !== "") await releaseSoon(system, cookie, cookies);
  }
}

async function releaseSoon(system: System, cookie: string, cookies: RunCookies | undefined): Promise<void> {
  if (cookies === undefined) return await releaseCookie(system, cookie, COOKIE_TIMEOUT);
  await new Promise<void>((resolve, reject) => {
    const wait = releaseCookie(system, cookie, COOKIE_TIMEOUT, resolve);
    wait.then(resolve, reject);
    cookies.add(wait);
  });
}

/** Empty where none could be made. */
async function makeCookie(system: System): Promise<string> {
  noteComingCookie(system);
  const { stdout } = await system.spawn(["dmsetup", "udevcreatecookie"], { timeoutMs: CREATE_TIMEOUT });
  const cookie = decodeText(stdout).trim();
  if (cookie !== "") noteCookie(system, cookie);
  forgetComingCookie(system);
  return cookie;
}

/** For so long udev is idle, milliseconds, until a cookie that waits still is known to wait for an event that was lost. */
const LOST = 5_000;

/**
 * Waits for a cookie. A worker of udev that was killed completes none, and its event is lost: then udev is idle and the cookie
 * waits. Each release takes one off what is waited for, so another one takes the place of that event. One that udev does not
 * complete in time stays written down: the next run gives it back.
 */
async function releaseCookie(
  system: System,
  cookie: string,
  timeoutMs: number,
  tellLong: () => void = () => {},
): Promise<void> {
  const isOver = await awaitCookie(system, cookie, timeoutMs, tellLong);
  unmarkReload(system, cookie);
  if (isOver) forgetCookie(system, cookie);
}

/** Whether udev is through with it; tells once it takes long. */
async function awaitCookie(
  system: System,
  cookie: string,
  timeoutMs: number,
  tellLong: () => void,
): Promise<boolean> {
  const began = system.monotonic();
  for (let left = timeoutMs; left > 0; left = began + timeoutMs - system.monotonic()) {
    let busyAt = system.monotonic();
    const isLost = (): boolean => {
      const now = system.monotonic();
      if (now - began > PATIENCE) tellLong();
      if (!isUdevIdle(system)) busyAt = now;
      return now - busyAt > LOST;
    };
    const { timedOut } = await system.spawn(["dmsetup", "udevreleasecookie", cookie], {
      timeoutMs: left,
      until: isLost,
    });
    if (!timedOut) return true;
    if (isLost()) redoLostEvents(system);
  }
  return false;
}

/** Gives back the cookies of killed runs, and takes away the marks of their reloads. Nothing of ours may be under way. */
export async function releaseLeftCookies(system: System, cookies: RunCookies): Promise<void> {
  const noted = notedCookies(system);
  clearReloads(system, noted);
  await releaseUnnamedCookies(system);
  for (const cookie of noted) cookies.add(releaseCookie(system, cookie, LEFT_COOKIE_TIMEOUT));
}

/**
 * Gives back what a killed run had announced and not named: the next one announces its own in the same place, so whoever makes cookies
 * does this first. Nothing of ours may be under way.
 */
export async function releaseUnnamedCookies(system: System): Promise<void> {
  for (const cookie of unnamedCookies(system)) {
    await system.spawn(["dmsetup", "udevreleasecookie", cookie], { timeoutMs: LEFT_COOKIE_TIMEOUT });
  }
  forgetComingCookie(system);
}

/** Upper half of the key of each semaphore that is a udev cookie (libdm, DM_COOKIE_MAGIC). */
const MAGIC = 0x0d4d;

/**
 * The cookie of a run that was killed between making it and writing down its name: a semaphore with a cookie's key, made
 * when it was announced, that nobody has used yet. Another program uses its own as soon as it has made it.
 */
function unnamedCookies(system: System): readonly string[] {
  const announced = readComingCookie(system);
  if (announced === undefined) return [];
  return (readText(system, "/proc/sysvipc/sem") ?? "").split("\n").flatMap((line) => {
    const [key, , , , uid, , , , used, made] = line.trim().split(/\s+/).map(Number);
    if (key === undefined || key >> 16 !== MAGIC || uid !== 0 || used !== 0 || made === undefined) return [];
    const isOurs = made >= announced - 1 && made <= announced + COMING_PATIENCE;
    return isOurs ? [`0x${key.toString(16).toUpperCase().padStart(8, "0")}`] : [];
  });
}
