import { Args } from "@oclif/core";
import { claimChange } from "../core/claim/changes.ts";
import { type ClaimVerdict, claimReasonText } from "../core/claim/verdict.ts";
import { type Code, codes } from "../core/diagnostic/codes.ts";
import { explanations } from "../core/diagnostic/explanations.ts";
import { explainOtherClaim, explainPath } from "../core/plan/explanation.ts";
import type { RegistryEntry } from "../core/registry/entry.ts";
import { absentLunJson, renderAbsentLun } from "../core/render/explain-absent.ts";
import { explainJson } from "../core/render/explain-json.ts";
import { explainOther } from "../core/render/explain-other.ts";
import { renderExplanation } from "../core/render/explain-text.ts";
import { terminalText } from "../core/render/terminal-text.ts";
import { assumeOwned } from "../host/assumed-owner.ts";
import { fail } from "../host/failure.ts";
import { findDevice, findRegistered, findUnmapped } from "../host/find-device.ts";
import { readMarkers } from "../host/markers.ts";
import { PathplugCommand } from "./base.ts";
import { changedAtOf } from "./changed-at.ts";
import { probeFlag } from "./probe-flag.ts";
import { readView } from "./view.ts";

export class Explain extends PathplugCommand<typeof Explain> {
  static override summary = "Explain a device or a diagnostic code.";
  static override description =
    "For a device: its identity, the profiles that match, the source of each setting, and whether it is claimed.";
  static override examples = [
    "<%= config.bin %> explain sdc",
    "<%= config.bin %> explain /dev/mapper/data --json",
    "<%= config.bin %> explain path-size-differs",
  ];
  static override args = {
    what: Args.string({
      ignoreStdin: true,
      description: "a disk, a map, a WWID, or a diagnostic code",
      required: true,
    }),
  };
  static override flags = probeFlag;

  override async run(): Promise<void> {
    const { what } = this.args;
    if (Object.hasOwn(codes, what)) return this.explainCode(what as Code);
    const view = await readView(this.source, this.flags.probe);
    this.noteFindings(view.findings);
    const { judgement } = view;
    const found = findDevice(this.system, view.machine, what) ?? findUnmapped(judgement, what);
    if (found === undefined) {
      const entry = findRegistered(view.machine, what);
      if (entry !== undefined) return this.explainAbsent(entry);
      return fail("failed", "device-not-found", what, `there is no device, map, LUN or code ${what}`);
    }
    const machine = assumeOwned(this.system, view.machine);
    if (machine !== view.machine)
      this.note("this tree says nothing of an owner: explained as if pathplug were");
    const markers = readMarkers(this.system, changedAtOf(this.source));
    const explainDisk = (dev: string) => explainPath(machine, view.profiles, view, markers, dev);
    const explained = found.kind === "disk" ? explainDisk(found.dev) : undefined;
    if (explained === undefined) {
      const parent = found.parent === undefined ? undefined : explainDisk(found.parent);
      return this.explainOther(found.dev, explainOtherClaim(parent));
    }
    const sg3Rules = this.system.exists("/usr/lib/udev/rules.d/55-scsi-sg3_id.rules");
    if (this.flags.json) return this.printJson(explainJson(explained, sg3Rules));
    const { style, width } = this;
    this.print(renderExplanation(explained, { style, sg3Rules, ...(width === undefined ? {} : { width }) }));
  }

  private explainOther(dev: string, verdict: ClaimVerdict): void {
    const { claimed, reason } = verdict;
    const said = claimed ? this.style.strong("claimed") : this.style.bad("not claimed");
    if (this.flags.json) this.printJson(explainOther(verdict));
    else {
      const text = `${terminalText(dev)}: ${said}: ${claimReasonText(reason)}`;
      this.printText(`${text}\nwhat changes it: ${claimChange(reason)}`);
    }
  }

  private explainAbsent(entry: RegistryEntry): void {
    if (this.flags.json) this.printJson(absentLunJson(entry));
    else this.printText(renderAbsentLun(entry, this.style));
  }

  private explainCode(code: Code): void {
    const { severity, hint } = codes[code];
    const { title, explanation } = explanations[code];
    if (this.flags.json) {
      this.printJson({ schema: "pathplug.code/1", code, severity, title, explanation, hint });
    } else {
      this.printText(
        `${this.style.strong(code)} (${severity})\n${title}\n\n${explanation}\n\nhint: ${hint}`,
        0,
      );
    }
  }
}
