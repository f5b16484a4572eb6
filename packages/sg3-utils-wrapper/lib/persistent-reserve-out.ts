import type { Sg3Options, Sg3Result } from "./result.ts";
import { startProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

/** Types of a persistent reservation (SPC-6 6.17.3.4) and their codes. */
const TYPES = {
  "write-exclusive": 1,
  "exclusive-access": 3,
  "write-exclusive-registrants-only": 5,
  "exclusive-access-registrants-only": 6,
  "write-exclusive-all-registrants": 7,
  "exclusive-access-all-registrants": 8,
} as const;

export type ReservationType = keyof typeof TYPES;

/** One service action of PERSISTENT RESERVE OUT (SPC-6 6.18) with what it needs. Keys are 64-bit numbers; key 0 means none. */
export type PersistentReserveOut =
  | {
      readonly kind: "register";
      /** The key registered now; absent when there is none. */
      readonly key?: bigint;
      /** The key to register; 0 removes the registration. */
      readonly newKey: bigint;
      /** Keep registrations when the device loses power. */
      readonly persist?: "through-power-loss";
      /** Register on every target port of the device. */
      readonly ports?: "all-target-ports";
    }
  | {
      readonly kind: "register-ignore";
      readonly newKey: bigint;
      readonly persist?: "through-power-loss";
      readonly ports?: "all-target-ports";
    }
  | { readonly kind: "reserve"; readonly key: bigint; readonly type: ReservationType }
  | { readonly kind: "release"; readonly key: bigint; readonly type: ReservationType }
  | {
      readonly kind: "preempt" | "preempt-abort";
      readonly key: bigint;
      /** The key of the registrant to remove. */
      readonly victim: bigint;
      readonly type: ReservationType;
    }
  | { readonly kind: "clear"; readonly key: bigint };

/** Sends PERSISTENT RESERVE OUT with sg_persist. There is no data in: success is empty bytes. */
export async function persistentReserveOut(
  spawn: Spawn,
  device: string,
  action: PersistentReserveOut,
  options: Sg3Options = {},
): Promise<Sg3Result> {
  const parameters = spellParameters(action);
  const flags = ["--out", `--${action.kind}`, ...parameters, "--no-inquiry", "--readonly"];
  const call = { program: "sg_persist", device, flags, fault: findKeyFault(action) } as const;
  const result = await startProgram(spawn, call, options);
  return result.kind === "failed" ? result : { kind: "data", bytes: new Uint8Array(0) };
}

function spellParameters(action: PersistentReserveOut): readonly string[] {
  switch (action.kind) {
    case "register":
    case "register-ignore":
      return [
        ...("key" in action && action.key !== undefined ? [spellKey("rk", action.key)] : []),
        spellKey("sark", action.newKey),
        ...(action.persist === undefined ? [] : ["--param-aptpl"]),
        ...(action.ports === undefined ? [] : ["--param-alltgpt"]),
      ];
    case "reserve":
    case "release":
      return [spellKey("rk", action.key), spellType(action.type)];
    case "preempt":
    case "preempt-abort":
      return [spellKey("rk", action.key), spellKey("sark", action.victim), spellType(action.type)];
    case "clear":
      return [spellKey("rk", action.key)];
  }
}

/** sg_persist reads keys and types as hexadecimal, with or without 0x. */
function spellKey(name: "rk" | "sark", key: bigint): string {
  return `--param-${name}=${key.toString(16)}`;
}

function spellType(type: ReservationType): string {
  return `--prout-type=${TYPES[type].toString(16)}`;
}

function findKeyFault(action: PersistentReserveOut): string | undefined {
  const keys = [
    "key" in action ? action.key : undefined,
    "newKey" in action ? action.newKey : undefined,
    "victim" in action ? action.victim : undefined,
  ];
  const outside = keys.some((key) => key !== undefined && (key < 0n || key > 0xffff_ffff_ffff_ffffn));
  return outside ? "a reservation key is not a 64-bit number" : undefined;
}
