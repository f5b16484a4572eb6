import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CommandLine, describeProgram, type Program } from "../../packaging/command-line/commands.ts";
import { type RenderedFile, renderManAndCompletions } from "../../packaging/man-and-completions.entry.ts";

export const root = new URL("../../", import.meta.url).pathname;
const dist = join(root, "dist");
const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

/** The program as the built manifest describes it. */
export const program: Program = describeProgram(
  readJson(join(dist, "oclif.manifest.json")),
  readJson(join(dist, "package.json")).oclif.topics,
);

export const commands: readonly CommandLine[] = program.families.flatMap((family) => family.commands);

/** Manual pages and completions, rendered anew. */
export const rendered: readonly RenderedFile[] = renderManAndCompletions(root, dist);

export function textOf(path: string): string {
  return rendered.find((file) => file.path === path)?.text ?? "";
}

/** A /sys/block with two multipath maps, a logical volume, three disks and a loop device. */
export function makeBlockDevices(folder: string): string {
  const files: Readonly<Record<string, string>> = {
    "dm-0/dm/uuid": "mpath-3600a098000000000000000000000a0\n",
    "dm-0/dm/name": "data\n",
    "dm-1/dm/uuid": "LVM-abcdef\n",
    "dm-1/dm/name": "vg-root\n",
    "dm-2/dm/uuid": "mpath-3600a098000000000000000000000a1\n",
    "dm-2/dm/name": "backup\n",
    "sda/size": "8\n",
    "sdb/size": "8\n",
    "nvme0n1/size": "8\n",
    "loop0/size": "8\n",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
