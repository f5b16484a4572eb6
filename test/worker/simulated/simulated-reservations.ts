import type { Ran } from "./ran.ts";

/** One path to a LUN: an initiator port at a target port. It keeps its registration when its disk goes and comes. */
export interface Nexus {
  readonly lun: string;
  /** Relative target port. */
  readonly port: number;
}

interface Held {
  readonly port: number;
  readonly type: number;
}

interface LunState {
  readonly keys: Map<number, bigint>;
  held?: Held;
  generation: number;
}

/** Exit statuses of sg_persist: sg3_utils(8). */
const CONFLICT: Ran = { status: 24 };
const GOOD: Ran = { status: 0 };
const ILLEGAL: Ran = { status: 5 };
const ALL_REGISTRANTS: readonly number[] = [7, 8];

/** The registrations and reservations of an array, as SPC-6 5.14 has them, behind what sg_persist is told and prints. */
export class SimulatedReservations {
  readonly #luns = new Map<string, LunState>();
  /** With what status sg_persist ends all the same, by the kernel name of the disk. */
  readonly refuses = new Map<string, number>();
  /** Whether READ FULL STATUS is answered. */
  tellsFullStatus = true;
  /** Called before each PERSISTENT RESERVE OUT. */
  beforeOut: (argv: readonly string[], nexus: Nexus) => void = () => {};

  /** Keys of a LUN by port: `1=a1 2=a1`. */
  keysOf(lun: string): string {
    const keys = [...this.#state(lun).keys].sort(([a], [b]) => a - b);
    return keys.map(([port, key]) => `${port}=${key.toString(16)}`).join(" ");
  }

  /** Key, port and type of what is held: `a1@2/5`. */
  heldOf(lun: string): string {
    const { held, keys } = this.#state(lun);
    return held === undefined ? "" : `${(keys.get(held.port) ?? 0n).toString(16)}@${held.port}/${held.type}`;
  }

  /** Whether WRITE is answered with a reservation conflict: every type keeps out who is not registered. */
  refusesWrite({ lun, port }: Nexus): boolean {
    const { held, keys } = this.#state(lun);
    return held !== undefined && !keys.has(port);
  }

  /** What another host, or a power failure, does to a LUN. */
  out(nexus: Nexus, words: string): Ran {
    return this.answer(["sg_persist", "--out", ...words.split(" "), "/dev/x"], nexus);
  }

  losePower(lun: string): void {
    this.#luns.delete(lun);
  }

  answer(argv: readonly string[], nexus: Nexus): Ran {
    const has = (word: string): boolean => argv.includes(`--${word}`);
    if (has("in")) return this.#in(nexus.lun, has);
    this.beforeOut(argv, nexus);
    const number = (name: string): bigint | undefined => {
      const word = argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
      return word === undefined ? undefined : BigInt(`0x${word}`);
    };
    const key = number("param-rk");
    const more = number("param-sark") ?? 0n;
    const type = Number(number("prout-type") ?? 0n);
    if (has("register-ignore")) return this.#register(nexus, more);
    const own = this.#state(nexus.lun).keys.get(nexus.port);
    if (has("register")) return own === key ? this.#register(nexus, more) : CONFLICT;
    if (own === undefined || own !== key) return CONFLICT;
    if (has("reserve")) return this.#reserve(nexus, type);
    if (has("release")) return this.#release(nexus, type);
    if (has("clear")) return this.#clear(nexus.lun);
    return this.#preempt(nexus, more, type);
  }

  #state(lun: string): LunState {
    const known = this.#luns.get(lun) ?? { keys: new Map(), generation: 0 };
    this.#luns.set(lun, known);
    return known;
  }

  #register({ lun, port }: Nexus, key: bigint): Ran {
    const state = this.#state(lun);
    if (key === 0n && !state.keys.has(port)) return GOOD;
    state.generation += 1;
    if (key !== 0n) state.keys.set(port, key);
    else this.#remove(state, port);
    return GOOD;
  }

  #remove(state: LunState, port: number): void {
    state.keys.delete(port);
    const { held } = state;
    if (held === undefined) return;
    if (ALL_REGISTRANTS.includes(held.type) ? state.keys.size === 0 : held.port === port) delete state.held;
  }

  #reserve({ lun, port }: Nexus, type: number): Ran {
    const state = this.#state(lun);
    const { held } = state;
    if (held === undefined) state.held = { port, type };
    else if (held.type !== type || (held.port !== port && !ALL_REGISTRANTS.includes(type))) return CONFLICT;
    return GOOD;
  }

  #release({ lun, port }: Nexus, type: number): Ran {
    const state = this.#state(lun);
    const { held } = state;
    if (held === undefined || (held.port !== port && !ALL_REGISTRANTS.includes(held.type))) return GOOD;
    if (held.type !== type) return ILLEGAL;
    delete state.held;
    return GOOD;
  }

  #clear(lun: string): Ran {
    this.#luns.set(lun, { keys: new Map(), generation: this.#state(lun).generation + 1 });
    return GOOD;
  }

  #preempt({ lun, port }: Nexus, victim: bigint, type: number): Ran {
    const state = this.#state(lun);
    const { held } = state;
    const ports = [...state.keys].flatMap(([one, key]) => (key === victim ? one : []));
    if (ports.length === 0) return CONFLICT;
    const isHolder =
      held !== undefined && !ALL_REGISTRANTS.includes(held.type) && state.keys.get(held.port) === victim;
    state.generation += 1;
    for (const one of ports) if (one !== port) state.keys.delete(one);
    if (isHolder) state.held = { port, type };
    return GOOD;
  }

  #in(lun: string, has: (word: string) => boolean): Ran {
    const { keys, held, generation } = this.#state(lun);
    const isForAll = held !== undefined && ALL_REGISTRANTS.includes(held.type);
    if (has("read-keys")) return printed(generation, [...keys.values()].flatMap(u64));
    if (has("read-reservation")) {
      const key = held === undefined || isForAll ? 0n : (keys.get(held.port) ?? 0n);
      return printed(generation, held === undefined ? [] : [...u64(key), 0, 0, 0, 0, 0, held.type, 0, 0]);
    }
    if (!this.tellsFullStatus) return ILLEGAL;
    const registrants = [...keys].map(([port, key]) => {
      const holds = isForAll || held?.port === port;
      return [
        ...u64(key),
        0,
        0,
        0,
        0,
        holds ? 1 : 0,
        held?.type ?? 0,
        0,
        0,
        0,
        0,
        0,
        port,
        0,
        0,
        0,
        4,
        15,
        0,
        0,
        port,
      ];
    });
    return printed(generation, registrants.flat());
  }
}

function u64(value: bigint): readonly number[] {
  return Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(8 * (7 - at))) & 0xffn));
}

/** As sg_persist prints it for `--hex`. */
function printed(generation: number, bytes: readonly number[]): Ran {
  const hex = (value: number): string => value.toString(16).padStart(2, "0");
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const part = bytes.slice(16 * row, 16 * row + 16);
    return ` ${hex(16 * row)}     ${part.map(hex).join(" ")}`;
  });
  const head = `  PR generation=0x${generation.toString(16)}, Additional length=${bytes.length}`;
  return { status: 0, stdout: [head, ...rows].join("\n") };
}
