import { Args } from "@oclif/core";
import { claimChange } from "../core/claim/changes.ts";
import { claimReasonText } from "../core/claim/reason.ts";
import type { ClaimVerdict } from "../core/claim/verdict.ts";
import { type AnyCode, allCodes } from "../core/diagnostic/all-codes.ts";
import { explanations } from "../core/diagnostic/explanations.ts";
import { explainOtherClaim, explainPath } from "../core/plan/explanation.ts";
import { withLastError } from "../core/plan/last-error.ts";
import type { RegistryEntry } from "../core/registry/entry.ts";
import { absentLunJson, renderAbsentLun } from "../core/render/explain-absent.ts";
import { explainJson } from "../core/render/explain-json.ts";
import { explainOther } from "../core/render/explain-other.ts";
import { renderTape, tapeJson } from "../core/render/explain-tape.ts";
import { renderExplanation } from "../core/render/explain-text.ts";
import { renderNvmeTree } from "../core/render/nvme-text.ts";
import { terminalText } from "../core/render/terminal-text.ts";
import { type NvmeSubsystem, selectNvme } from "../core/topology/nvme-subsystem.ts";
import { findTape, tapePaths } from "../core/topology/tape.ts";
import { findDevice, findRegistered, findUnmapped } from "../host/devices/find-device.ts";
import { readKernelLog } from "../host/devices/kernel-log.ts";
import { readNvmeSubsystems } from "../host/devices/nvme-subsystems.ts";
import { readTapeLinks, readTapeNodes } from "../host/devices/tape-devices.ts";
import { assumeOwned } from "../host/ownership/assumed-owner.ts";
import { readMarkers } from "../host/run/markers.ts";
import { fail } from "../host/system/failure.ts";
import { baseName } from "../host/system/text.ts";
import { PathplugCommand } from "./base.ts";
import { changedAtOf } from "./changed-at.ts";
import { probeFlag } from "./probe-flag.ts";
import { readView } from "./view.ts";

/** What the kernel multipaths itself. */
const NATIVE: ClaimVerdict = { claimed: false, reason: "native-multipath" };

export class Explain extends PathplugCommand<typeof Explain> {
  static override summary = "Explain a device or a diagnostic code.";
  static override description =
    "For a device: its identity, the profiles that match, the source of each setting, whether it is claimed, and the last error that the kernel's log has of it.";
  static override examples = [
    "<%= config.bin %> explain sdc",
    "<%= config.bin %> explain /dev/mapper/data --json",
    "<%= config.bin %> explain path-size-differs",
  ];
  static override args = {
    what: Args.string({
      ignoreStdin: true,
      description: "a disk, a tape, a map, a WWID, or a diagnostic code",
      required: true,
    }),
  };
  static override flags = probeFlag;

  override async run(): Promise<void> {
    const { what } = this.args;
    if (Object.hasOwn(allCodes, what)) return this.explainCode(what as AnyCode);
    const view = await readView(this.source, this.flags.probe);
    this.noteFindings(view.findings);
    const { judgement } = view;
    const found = findDevice(this.system, view.machine, what) ?? findUnmapped(judgement, what);
    if (found === undefined) {
      const entry = findRegistered(view.machine, what);
      if (entry !== undefined) return this.explainAbsent(entry);
      if (this.explainTape(what)) return undefined;
      const nvme = selectNvme(readNvmeSubsystems(this.system), what);
      if (nvme.length > 0) return this.explainOther(what, NATIVE, nvme);
      return fail("failed", "device-not-found", what, `there is no device, map, LUN or code ${what}`);
    }
    const machine = assumeOwned(this.system, view.machine);
    if (machine !== view.machine)
      this.note("this tree says nothing of an owner: explained as if pathplug were");
    const markers = readMarkers(this.system, changedAtOf(this.source));
    const explainDisk = (dev: string) => explainPath(machine, view.profiles, view, markers, dev);
    const path = found.kind === "disk" ? explainDisk(found.dev) : undefined;
    if (path === undefined) {
      const parent = found.parent === undefined ? undefined : explainDisk(found.parent);
      const nvme = selectNvme(readNvmeSubsystems(this.system), found.parent ?? found.dev);
      const isNative = parent === undefined && nvme.length > 0;
      return this.explainOther(found.dev, isNative ? NATIVE : explainOtherClaim(parent), nvme);
    }
    const explained = withLastError(path, view.machine, await readKernelLog(this.system));
    const sg3Rules = this.system.exists("/usr/lib/udev/rules.d/55-scsi-sg3_id.rules");
    if (this.flags.json) return this.printJson(explainJson(explained, sg3Rules));
    const { style, width } = this;
    this.print(renderExplanation(explained, { style, sg3Rules, ...(width === undefined ? {} : { width }) }));
  }

  private explainOther(dev: string, verdict: ClaimVerdict, nvme: readonly NvmeSubsystem[]): void {
    const { claimed, reason } = verdict;
    const said = claimed ? this.style.strong("claimed") : this.style.bad("not claimed");
    if (this.flags.json) this.printJson(explainOther(verdict, nvme));
    else {
      const text = `${terminalText(dev)}: ${said}: ${claimReasonText(reason)}`;
      this.printText(`${text}\nwhat changes it: ${claimChange(reason)}`);
      if (nvme.length > 0) this.print(renderNvmeTree(nvme, this.style));
    }
  }

  /** Whether the word means a tape or a changer, which is explained then. */
  private explainTape(what: string): boolean {
    const nodes = readTapeNodes(this.system);
    const target = this.system.live ? this.system.readLink(what) : undefined;
    const node = findTape(nodes, target === undefined ? what : baseName(target));
    if (node === undefined) return false;
    const facts = { node, paths: tapePaths(nodes, node), links: readTapeLinks(this.system, node) };
    if (this.flags.json) this.printJson(tapeJson(facts));
    else this.print(renderTape(facts, this.style, this.width));
    return true;
  }

  private explainAbsent(entry: RegistryEntry): void {
    if (this.flags.json) this.printJson(absentLunJson(entry));
    else this.printText(renderAbsentLun(entry, this.style));
  }

  private explainCode(code: AnyCode): void {
    const { severity, hint } = allCodes[code];
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
