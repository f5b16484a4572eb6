import type { MemoryTree } from "./memory-tree.ts";

/** udev cookies: semaphores of the kernel that stay until somebody takes them away. */
export class SimulatedCookies {
  /** When each was made and last used, in seconds; 0 is never. */
  readonly #cookies = new Map<string, { readonly made: number; used: number }>();
  readonly #seconds: () => number;
  #next = 0x0d4d0001;

  constructor(clock: () => number) {
    this.#seconds = () => Math.floor(clock() / 1_000);
  }

  get size(): number {
    return this.#cookies.size;
  }

  /** As libdm prints it: eight digits, letters in upper case. */
  create(): string {
    const cookie = `0x${(this.#next++).toString(16).toUpperCase().padStart(8, "0")}`;
    this.#cookies.set(cookie, { made: this.#seconds(), used: 0 });
    return cookie;
  }

  use(cookie: string): void {
    const one = this.#cookies.get(cookie);
    if (one !== undefined) one.used = this.#seconds();
  }

  release(cookie: string): boolean {
    return this.#cookies.delete(cookie);
  }

  /** What proc(5) shows of semaphores. */
  publish(tree: MemoryTree): void {
    const lines = [...this.#cookies].map(
      ([cookie, { made, used }], id) => `${Number(cookie)} ${id} 600 1 0 0 0 0 ${used} ${made}\n`,
    );
    tree.put("/proc/sysvipc/sem", `key semid perms nsems uid gid cuid cgid otime ctime\n${lines.join("")}`);
  }
}
