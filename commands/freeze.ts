import { Flags } from "@oclif/core";
import { decodeText } from "../core/bytes/text.ts";
import { checkImage, moduleName } from "../core/freeze/check-image.ts";
import { renderFrozenItem } from "../core/render/frozen-item.ts";
import { readFrozenSet } from "../host/freeze/read-frozen-set.ts";
import { readOwnership } from "../host/ownership/ownership.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { readImage } from "./image-file.ts";

export class Freeze extends PathplugCommand<typeof Freeze> {
  static override summary = "What an initramfs needs to make the maps that boot needs.";
  static override description =
    "Lists it, a line for each item: `file PATH`, `program PATH` (with its libraries), `module NAME`, and `lun NAME` for each LUN whose map is made there. The hooks for initramfs-tools and dracut use the same list. With --check, tells what an existing initramfs lacks, or has otherwise than this host; exits 2 when there is anything.";
  static override examples = [
    "<%= config.bin %> freeze --list",
    "<%= config.bin %> freeze --check /boot/initrd.img",
  ];
  static override flags = {
    list: Flags.boolean({ description: "list it (what happens without a flag)", exclusive: ["check"] }),
    check: Flags.string({ description: "compare an initramfs with it", helpValue: "IMAGE" }),
    luns: Flags.string({
      description: "which LUNs get maps: those below /, /usr, /etc, /boot and swap, or all that are known",
      options: ["needed", "all"] as const,
      default: "needed",
    }),
  };

  override async run(): Promise<void> {
    const { system } = this;
    const { owner } = readOwnership(system);
    if (owner !== "pathplug")
      fail("failed", "not-owner", "host", `/etc/pathplug/owner says ${owner}: there is nothing to freeze`);
    const { items, unknown } = readFrozenSet(system, this.flags.luns === "all" ? "all" : "needed");
    for (const wwid of unknown)
      this.note(`boot needs ${wwid}, which is not registered: run \`pathplug assemble\` first`);
    const { check } = this.flags;
    if (check === undefined) {
      if (this.flags.json) return this.printJson({ schema: "pathplug.freeze/1", items });
      return this.print(items.map(renderFrozenItem).join("\n"));
    }
    const image = await this.working("reading the initramfs", readImage(check));
    const { lacks, stale } = checkImage(image, items, {
      read: (path) => system.readBytes(path),
      modules: (release) => modulesOf(system, release),
    });
    if (this.flags.json) this.printJson({ schema: "pathplug.freeze-check/1", image: check, lacks, stale });
    else {
      this.print(
        [
          ...lacks.map((what) => `lacks ${what}`),
          ...stale.map(({ path, why }) => `stale ${path}: ${why}`),
        ].join("\n"),
      );
      if (lacks.length + stale.length === 0) this.note(`${check} has what this host needs`);
      else this.note(`make ${check} anew, with update-initramfs -u or dracut --force`);
    }
    if (lacks.length + stale.length > 0) this.endWith("differences");
  }
}

/** Modules that a kernel has as files; absent where the host has none of this release. */
function modulesOf(system: Freeze["system"], release: string): ReadonlySet<string> | undefined {
  const bytes = system.readBytes(`/lib/modules/${release}/modules.dep`, 16 << 20);
  if (bytes === undefined) return undefined;
  const lines = decodeText(bytes).split("\n");
  return new Set(lines.flatMap((line) => moduleName(line.split(":")[0] ?? "") ?? []));
}
