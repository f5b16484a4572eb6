import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Bundle, contentBytes } from "../../host/recording/bundle.ts";

/** Writes a recorded machine below a directory, for `--sysroot`, with the links of sysfs: /sys/block/sda leads to the device. */
export function writeBundleTree({ files, links, directories }: Bundle, root: string): void {
  // A link stands before what lies behind it.
  for (const path of Object.keys(links).sort()) {
    const target = links[path] ?? "";
    if (target.startsWith("/")) throw new Error(`${path} leads out of the recorded tree: ${target}`);
    const folder = join(root, dirname(path));
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(realpathSync(folder), target), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  for (const path of Object.keys(directories)) mkdirSync(join(root, path), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), contentBytes(content));
  }
}
