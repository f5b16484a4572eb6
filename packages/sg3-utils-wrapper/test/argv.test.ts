import { expect, test } from "vitest";
import { bindSg3, type Sg3 } from "../lib/bound.ts";
import { DEFAULT_TIMEOUT_MS } from "../lib/commands.ts";

interface Case {
  readonly name: string;
  readonly call: (sg3: Sg3) => Promise<unknown>;
  readonly argv: string;
}

const D = "/dev/sda";

/** What is started, word by word; no word holds a blank. */
const CASES: readonly Case[] = [
  { name: "inquiry", call: (s) => s.inquiry(D), argv: "sg_inq --only --raw -vv /dev/sda" },
  {
    name: "inquiry of a page",
    call: (s) => s.inquiry(D, { page: 0x83 }),
    argv: "sg_inq --vpd --page=0x83 --force --raw -vv /dev/sda",
  },
  {
    name: "inquiry of page 0",
    call: (s) => s.inquiry(D, { page: 0 }),
    argv: "sg_inq --vpd --page=0x00 --force --raw -vv /dev/sda",
  },
  {
    name: "vpdPage",
    call: (s) => s.vpdPage(D, 0xb0),
    argv: "sg_vpd --page=0xb0 --force --raw -vv /dev/sda",
  },
  {
    name: "vpdPage with look-up",
    call: (s) => s.vpdPage(D, 5, { lookup: "ask" }),
    argv: "sg_vpd --page=0x05 --raw -vv /dev/sda",
  },
  {
    name: "reportTargetPortGroups",
    call: (s) => s.reportTargetPortGroups(D),
    argv: "sg_rtpg --readonly --raw -vv /dev/sda",
  },
  {
    name: "reportTargetPortGroups, extended header",
    call: (s) => s.reportTargetPortGroups(D, { header: "extended" }),
    argv: "sg_rtpg --extended --readonly --raw -vv /dev/sda",
  },
  { name: "testUnitReady", call: (s) => s.testUnitReady(D), argv: "sg_turs --low -vv /dev/sda" },
  { name: "readCapacity", call: (s) => s.readCapacity(D), argv: "sg_readcap --readonly --raw -vv /dev/sda" },
  {
    name: "readCapacity (16)",
    call: (s) => s.readCapacity(D, { command: 16 }),
    argv: "sg_readcap --long --readonly --raw -vv /dev/sda",
  },
  { name: "reportLuns", call: (s) => s.reportLuns(D), argv: "sg_luns --readonly --raw -vv /dev/sda" },
  {
    name: "reportLuns, well-known, long",
    call: (s) => s.reportLuns(D, { select: 1, maxBytes: 65536 }),
    argv: "sg_luns --select=1 --maxlen=65536 --readonly --raw -vv /dev/sda",
  },
  { name: "requestSense", call: (s) => s.requestSense(D), argv: "sg_requests --raw -vv /dev/sda" },
  {
    name: "requestSense, descriptor",
    call: (s) => s.requestSense(D, { format: "descriptor" }),
    argv: "sg_requests --desc --raw -vv /dev/sda",
  },
  ...(["read-keys", "read-reservation", "report-capabilities", "read-full-status"] as const).map(
    (action) => ({
      name: `persistentReserveIn ${action}`,
      call: (s: Sg3) => s.persistentReserveIn(D, action),
      argv: `sg_persist --in --${action} --no-inquiry --readonly --hex -vv /dev/sda`,
    }),
  ),
  {
    name: "persistentReserveOut register",
    call: (s) => s.persistentReserveOut(D, { kind: "register", newKey: 0xabcn }),
    argv: "sg_persist --out --register --param-sark=abc --no-inquiry --readonly -vv /dev/sda",
  },
  {
    name: "persistentReserveOut register, everything",
    call: (s) =>
      s.persistentReserveOut(D, {
        kind: "register",
        key: 1n,
        newKey: 0xffff_ffff_ffff_ffffn,
        persist: "through-power-loss",
        ports: "all-target-ports",
      }),
    argv: "sg_persist --out --register --param-rk=1 --param-sark=ffffffffffffffff --param-aptpl --param-alltgpt --no-inquiry --readonly -vv /dev/sda",
  },
  {
    name: "persistentReserveOut register-ignore",
    call: (s) => s.persistentReserveOut(D, { kind: "register-ignore", newKey: 0n }),
    argv: "sg_persist --out --register-ignore --param-sark=0 --no-inquiry --readonly -vv /dev/sda",
  },
  ...(["reserve", "release"] as const).map((kind) => ({
    name: `persistentReserveOut ${kind}`,
    call: (s: Sg3) => s.persistentReserveOut(D, { kind, key: 0x10n, type: "exclusive-access" }),
    argv: `sg_persist --out --${kind} --param-rk=10 --prout-type=3 --no-inquiry --readonly -vv /dev/sda`,
  })),
  ...(["preempt", "preempt-abort"] as const).map((kind) => ({
    name: `persistentReserveOut ${kind}`,
    call: (s: Sg3) =>
      s.persistentReserveOut(D, {
        kind,
        key: 1n,
        victim: 0x2an,
        type: "exclusive-access-all-registrants",
      }),
    argv: `sg_persist --out --${kind} --param-rk=1 --param-sark=2a --prout-type=8 --no-inquiry --readonly -vv /dev/sda`,
  })),
  {
    name: "persistentReserveOut clear",
    call: (s) => s.persistentReserveOut(D, { kind: "clear", key: 1n }),
    argv: "sg_persist --out --clear --param-rk=1 --no-inquiry --readonly -vv /dev/sda",
  },
  {
    name: "a directory of programs",
    call: (s) => s.inquiry(D, { directory: "/usr/bin" }),
    argv: "/usr/bin/sg_inq --only --raw -vv /dev/sda",
  },
];

test.each(CASES)("$name starts exactly $argv", async ({ call, argv }) => {
  const calls: (readonly string[])[] = [];
  const timeouts: number[] = [];
  const sg3 = bindSg3(async (vector, { timeoutMs }) => {
    calls.push(vector);
    timeouts.push(timeoutMs);
    return { status: 0, timedOut: false, stdout: new Uint8Array(0), stderr: "" };
  });
  await call(sg3);
  expect(calls).toEqual([argv.split(" ")]);
  expect(timeouts).toEqual([DEFAULT_TIMEOUT_MS]);
});

test("a time-out given is the time-out used", async () => {
  const timeouts: number[] = [];
  const sg3 = bindSg3(async (_argv, { timeoutMs }) => {
    timeouts.push(timeoutMs);
    return { status: 0, timedOut: false, stdout: new Uint8Array(0), stderr: "" };
  });
  await sg3.inquiry(D, { timeoutMs: 1500 });
  expect(timeouts).toEqual([1500]);
});
