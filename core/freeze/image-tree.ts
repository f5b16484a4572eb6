import { decodeText } from "../bytes/text.ts";
import type { ArchiveEntry } from "./cpio.ts";

/** Most links that lead from one name to another. */
const HOPS = 16;

/** The files of an initramfs as the kernel unpacks them: of two entries with one name the later one counts. */
export class ImageTree {
  readonly #entries = new Map<string, ArchiveEntry>();

  constructor(entries: readonly ArchiveEntry[]) {
    for (const entry of entries) this.#entries.set(entry.name, entry);
  }

  /** Bytes of a file, links followed; absent where there is none. */
  read(path: string): Uint8Array | undefined {
    const entry = this.#entries.get(this.#resolve(path));
    return entry?.kind === "file" ? entry.data : undefined;
  }

  hasDirectory(path: string): boolean {
    return this.#entries.get(this.#resolve(path))?.kind === "directory";
  }

  /** Names in a directory. */
  list(path: string): readonly string[] {
    const directory = `${this.#resolve(path)}/`;
    const names = [...this.#entries.keys()].filter((name) => name.startsWith(directory));
    return [...new Set(names.map((name) => name.slice(directory.length).split("/")[0] ?? ""))].sort();
  }

  /** Names of all files. */
  get files(): readonly string[] {
    return [...this.#entries.values()].filter(({ kind }) => kind === "file").map(({ name }) => name);
  }

  /** The name under which a path is stored, links in it followed. */
  #resolve(path: string): string {
    let rest = partsOf(path);
    let done: string[] = [];
    for (let hops = 0; rest.length > 0 && hops < HOPS; ) {
      const [part = "", ...others] = rest;
      rest = others;
      if (part === "..") done.pop();
      else done.push(part);
      const entry = this.#entries.get(done.join("/"));
      if (entry?.kind !== "link") continue;
      const target = decodeText(entry.data);
      done = target.startsWith("/") ? [] : done.slice(0, -1);
      rest = [...partsOf(target), ...rest];
      hops += 1;
    }
    return [...done, ...rest].join("/");
  }
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
