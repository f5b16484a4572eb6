import { Args } from "@oclif/core";
import { diagnoseAny } from "../core/diagnostic/all-codes.ts";
import { renderDiagnostic } from "../core/render/diagnostic-text.ts";
import { inspectLine, inspectPage, readInspectLine } from "../core/render/inspect.ts";
import type { PageName } from "../core/render/inspect-page.ts";
import { renderInspection } from "../core/render/inspect-text.ts";
import { renderJson } from "../core/render/json-text.ts";
import { resolveDevice } from "../host/devices/device-links.ts";
import { isScsiDisk, readAllPages, readScsiDisk } from "../host/devices/scsi-disk.ts";
import { fail } from "../host/system/failure.ts";
import { baseName } from "../host/system/text.ts";
import { PathplugCommand } from "./base.ts";
import { type PageBytes, readPageFile } from "./page-file.ts";
import { readStandardInput } from "./standard-input.ts";

export class Inspect extends PathplugCommand<typeof Inspect> {
  static override summary = "Decode INQUIRY and VPD pages of a disk, of a file, or of hex on standard input.";
  static override description =
    "Hex is read one page per line; what carries no page code is prefixed: inquiry:, rtpg:, sense:, nvme-id-ctrl:, nvme-id-ns:.";
  static override examples = [
    "<%= config.bin %> inspect sda",
    "<%= config.bin %> inspect /sys/block/sda/device/vpd_pg83",
    "sg_vpd -HHHH -p di /dev/sda | <%= config.bin %> inspect --json -",
  ];
  static override args = {
    what: Args.string({
      ignoreStdin: true,
      description: "a disk (sda), a file, or - for standard input",
      required: true,
    }),
  };

  override async run(): Promise<void> {
    const { what } = this.args;
    if (what === "-") return this.inspectLines(await readStandardInput(), "-");
    const disk = this.readDisk(what);
    if (disk !== undefined) return this.inspectPages(disk);
    const file = readPageFile(this.source.base, what);
    if (file === undefined) {
      return fail("badInput", "input-unreadable", what, `there is no disk and no readable file ${what}`);
    }
    return file.kind === "pages" ? this.inspectPages(file.pages) : this.inspectLines(file.text, what);
  }

  /** A disk is meant by its name, or by a path below /dev or /sys: a file anywhere else may be called as a disk is. */
  private readDisk(what: string): readonly PageBytes[] | undefined {
    if (what.includes("/") && !/^\/(?:dev|sys)\//.test(what)) return undefined;
    const dev = baseName(resolveDevice(this.system, [], what));
    if (!isScsiDisk(dev) || readScsiDisk(this.system, dev) === undefined) return undefined;
    return Object.entries(readAllPages(this.system, dev)).map(([page, bytes]) => ({
      page: page as PageName,
      bytes,
    }));
  }

  private inspectPages(given: readonly PageBytes[]): void {
    for (const { page, bytes } of given) this.showPage(page, bytes);
  }

  private showPage(page: PageName, bytes: Uint8Array): void {
    if (this.flags.json) this.printJson(inspectPage(page, bytes));
    else this.print(renderInspection(page, bytes, this.width));
  }

  /** Each line stands for itself: a bad one is told, the rest go on. */
  private inspectLines(text: string, file: string): void {
    let isBad = false;
    const out: string[] = [];
    text.split("\n").forEach((line, index) => {
      const input = readInspectLine(line);
      if (input.kind === "error") isBad = true;
      if (this.flags.json) {
        const json = inspectLine(line, index + 1);
        if (json !== undefined) out.push(`${renderJson(json)}\n`);
      } else if (input.kind === "page")
        out.push(`${renderInspection(input.page, input.bytes, this.width)}\n`);
      else if (input.kind === "error") {
        const { code, offset } = input;
        const place = { file, line: index + 1, offset };
        this.tell(renderDiagnostic(diagnoseAny(code, file, "the line cannot be read", { place })));
      }
    });
    process.stdout.write(out.join(""));
    if (isBad) this.endWith("badInput");
  }
}
