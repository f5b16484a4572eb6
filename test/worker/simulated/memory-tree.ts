import { decodeText, encodeText } from "../../../core/bytes/text.ts";

/** A file, or a directory of them. */
type Node = Uint8Array | Directory;
type Directory = Map<string, Node>;

/** Files in memory, by absolute path; directories come with the files in them. */
export class MemoryTree {
  readonly #root: Directory = new Map();

  read(path: string): Uint8Array | undefined {
    const node = this.#find(path);
    return node instanceof Uint8Array ? node : undefined;
  }

  text(path: string): string | undefined {
    const bytes = this.read(path);
    return bytes === undefined ? undefined : decodeText(bytes);
  }

  list(path: string): readonly string[] | undefined {
    const node = this.#find(path);
    return node instanceof Map ? [...node.keys()] : undefined;
  }

  exists(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  put(path: string, content: string | Uint8Array): void {
    const { directory, name } = this.#parent(path, true) ?? {};
    directory?.set(name ?? "", typeof content === "string" ? encodeText(content) : content);
  }

  makeDirectory(path: string): void {
    const { directory, name } = this.#parent(path, true) ?? {};
    if (directory?.has(name ?? "") === false) directory.set(name ?? "", new Map());
  }

  /** Removes a file, or a directory with all that is in it. */
  remove(path: string): boolean {
    const { directory, name } = this.#parent(path, false) ?? {};
    return directory?.delete(name ?? "") ?? false;
  }

  move(from: string, to: string): boolean {
    const bytes = this.read(from);
    if (bytes === undefined || !this.exists(to.slice(0, to.lastIndexOf("/")))) return false;
    this.remove(from);
    this.put(to, bytes);
    return true;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of parts(path)) node = node instanceof Map ? node.get(name) : undefined;
    return node;
  }

  #parent(path: string, make: boolean): { directory: Directory; name: string } | undefined {
    const names = parts(path);
    let directory = this.#root;
    for (const name of names.slice(0, -1)) {
      let next = directory.get(name);
      if (next === undefined && make) {
        next = new Map();
        directory.set(name, next);
      }
      if (!(next instanceof Map)) return undefined;
      directory = next;
    }
    return { directory, name: names.at(-1) ?? "" };
  }
}

function parts(path: string): readonly string[] {
  return path.split("/").filter((name) => name !== "");
}
