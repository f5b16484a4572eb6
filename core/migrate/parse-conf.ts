import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { type ConfLine, type ConfText, confLines } from "./conf-lines.ts";
import { hasValue, type Section, sectionOpenedBy } from "./conf-section.ts";
import { readStatement } from "./conf-statement.ts";
import { confWords } from "./conf-words.ts";
import { mergeBlocks, missingIn, subjects } from "./merge-blocks.ts";
import type { ConfBlock, ConfLists, ConfValue, MultipathConf } from "./multipath-conf.ts";

export interface ParsedConf {
  readonly conf: MultipathConf;
  readonly findings: readonly Diagnostic[];
}

/**
 * Reads multipath.conf(5) and the files of conf.d, in this order, as libmultipath does: line by line, a line that it cannot
 * make sense of is left out, and an unknown subsection ends its section with its own closing brace. Never fails.
 */
export function parseMultipathConf(files: readonly ConfText[]): ParsedConf {
  const reader = new ConfReader();
  for (const file of files) reader.readFile(file);
  return reader.result();
}

interface OpenSection {
  readonly section: Section;
  /** Where values go; absent where there are none. */
  readonly values?: ConfValue[];
  /** Keywords that were there, for remarks on those that come again. */
  readonly seen: Set<string>;
}

class ConfReader {
  private readonly findings: Diagnostic[] = [];
  private readonly unknown: ConfValue[] = [];
  private readonly values = new Map<Section, ConfValue[]>();
  private readonly blocks = new Map<Section, ConfBlock[]>();
  private open: OpenSection[] = [];
  private readonly files: string[] = [];
  private file = "";

  readFile({ file, text }: ConfText): void {
    this.file = file;
    this.files.push(file);
    this.open = [{ section: "top", seen: new Set() }];
    const lines = confLines(text);
    for (const [index, line] of lines.entries()) {
      if (line.column > 1 && lines[index - 1]?.line === line.line) {
        this.find("conf-line-length", "what follows counts as another line", line, 1);
      }
      this.readLine(line);
    }
    const last = this.open.at(-1);
    const end = lines.at(-1);
    if (last !== undefined && last.section !== "top" && end !== undefined) {
      this.find("conf-brace", `\`}\` of ${last.section} is missing at the end of the file`, end, 1);
    }
  }

  result(): ParsedConf {
    const of = (section: Section): readonly ConfValue[] => this.values.get(section) ?? [];
    const blocks = (section: Section): readonly ConfBlock[] => this.blocks.get(section) ?? [];
    const lists = (section: "blacklist" | "blacklist_exceptions"): ConfLists => {
      const each = (keyword: string) => of(section).filter((one) => one.keyword === keyword);
      const device = blocks(`${section} device`).filter(({ values }) => values.length > 0);
      return {
        devnode: each("devnode"),
        wwid: each("wwid"),
        property: each("property"),
        protocol: each("protocol"),
        device,
      };
    };
    this.findSubjectless();
    const conf: MultipathConf = {
      files: this.files,
      defaults: of("defaults"),
      overrides: of("overrides"),
      protocols: mergeBlocks(blocks("protocol"), subjects.protocol),
      devices: mergeBlocks(blocks("device"), subjects.device),
      multipaths: mergeBlocks(blocks("multipath"), subjects.multipath),
      blacklist: lists("blacklist"),
      blacklist_exceptions: lists("blacklist_exceptions"),
      unknown: this.unknown,
    };
    return { conf, findings: this.findings };
  }

  private readLine(line: ConfLine): void {
    const [first, ...rest] = confWords(line.text);
    if (first === undefined) return;
    const statement = readStatement([first, ...rest]);
    for (const { code, message, column } of statement.remarks) this.find(code, message, line, column);
    if (statement.kind === "close") this.close(line, statement.column);
    if (statement.kind === "keyword") this.take(statement, line);
  }

  private close(line: ConfLine, column: number): void {
    if (this.open.length > 1) this.open.pop();
    else this.find("conf-brace", "`}` closes nothing", line, column);
  }

  private take(
    { keyword, value, column }: { readonly keyword: string; readonly value: string; readonly column: number },
    line: ConfLine,
  ): void {
    const around = this.open.at(-1);
    if (around === undefined) return;
    const { section } = around;
    const place = { file: this.file, line: line.line, column: line.column - 1 + column };
    const opened = sectionOpenedBy(section, keyword);
    if (opened !== undefined) {
      this.remarkDuplicate(around, keyword, line, column);
      this.enter(opened, place);
      return;
    }
    const written: ConfValue = { section, keyword, value, place };
    if (!hasValue(section, keyword)) {
      const where = section === "top" ? "outside of all sections" : `in ${section}`;
      this.find("conf-keyword", `${JSON.stringify(keyword)} is no keyword ${where}`, line, column);
      this.unknown.push(written);
      return;
    }
    this.remarkDuplicate(around, keyword, line, column);
    around.values?.push(written);
  }

  /** Sections add up; a block of its own begins for each device, multipath and protocol. */
  private enter(section: Section, place: ConfBlock["place"]): void {
    const isBlock = /device$|^multipath$|^protocol$/.test(section);
    const values = isBlock ? [] : (this.values.get(section) ?? []);
    if (isBlock) this.blocks.set(section, [...(this.blocks.get(section) ?? []), { place, values }]);
    else this.values.set(section, values);
    this.open.push({ section, values, seen: new Set() });
  }

  /** Lists and blocks may be as many as one likes. */
  private remarkDuplicate(around: OpenSection, keyword: string, line: ConfLine, column: number): void {
    const { section, seen } = around;
    const isList = section === "blacklist" || section === "blacklist_exceptions";
    const isBlock = sectionOpenedBy(section, keyword) !== undefined && section !== "top";
    if (isList || isBlock) return;
    if (seen.has(keyword)) this.find("conf-duplicate", `${keyword} is there for a second time`, line, column);
    seen.add(keyword);
  }

  private findSubjectless(): void {
    for (const section of ["device", "multipath", "protocol"] as const) {
      for (const block of this.blocks.get(section) ?? []) {
        const missing = missingIn(block, subjects[section]);
        if (missing.length === 0) continue;
        const message = `${section} without ${missing.join(" and ")} is ignored`;
        this.findings.push(
          diagnoseAny("conf-block", block.place.file ?? "", message, { place: block.place }),
        );
      }
    }
  }

  private find(
    code: Parameters<typeof diagnoseAny>[0],
    message: string,
    line: ConfLine,
    column: number,
  ): void {
    const place = { file: this.file, line: line.line, column: line.column - 1 + column };
    this.findings.push(diagnoseAny(code, this.file, message, { place }));
  }
}
