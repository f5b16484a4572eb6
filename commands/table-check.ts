import { Args } from "@oclif/core";
import { decodeLatin1 } from "../core/bytes/text.ts";
import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import { diagnosticJson } from "../core/render/diagnostic-json.ts";
import { renderDiagnostic } from "../core/render/diagnostic-text.ts";
import { checkTables } from "../core/topology/check-tables.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { readStandardInput } from "./standard-input.ts";

export class TableCheck extends PathplugCommand<typeof TableCheck> {
  static override summary = "Check multipath tables, one per line, as `dmsetup table` prints them.";
  static override examples = ["dmsetup table --target multipath | <%= config.bin %> table check"];
  static override args = {
    file: Args.string({
      ignoreStdin: true,
      description: "file with tables; - for standard input",
      default: "-",
    }),
  };

  override async run(): Promise<void> {
    const { file } = this.args;
    const text = file === "-" ? await readStandardInput() : this.read(file);
    const { tables, findings } = checkTables(text, file);
    if (this.flags.json) {
      this.printJson({ schema: "pathplug.check/1", tables, findings: findings.map(diagnosticJson) });
    } else this.report(tables, findings);
    if (findings.length > 0) this.endWith("badInput");
  }

  private read(file: string): string {
    const bytes = this.source.base.readBytes(file, 64 * 1024 * 1024);
    if (bytes !== undefined) return decodeLatin1(bytes);
    return fail("badInput", "input-unreadable", file, `${file} cannot be read`, { place: { file } });
  }

  private report(tables: number, findings: readonly Diagnostic[]): void {
    for (const finding of findings) this.tell(renderDiagnostic(finding));
    this.note(`${tables} tables, ${findings.length} broken`);
  }
}
