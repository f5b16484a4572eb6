import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { CompiledExclusion, ExclusionKind } from "./compiled.ts";
import { exclusionGlob } from "./exclusion-glob.ts";
import type { ExclusionLists, SiteSettingsFile } from "./profile.ts";

const kinds: readonly ExclusionKind[] = ["devnode", "wwid", "product", "property", "protocol"];

/**
 * Compiles `exclude` and `exclude_exceptions`: each pattern with its place in the file. One that cannot be read is left out
 * and reported.
 */
export function compileExclusions(file: SiteSettingsFile, findings: Diagnostic[]): CompiledExclusion[] {
  const { exclude = {}, exclude_exceptions = {} } = file.site;
  return [
    ...compileLists(file, exclude, "/exclude", findings),
    ...compileLists(file, exclude_exceptions, "/exclude_exceptions", findings).map(
      (one): CompiledExclusion => ({ ...one, except: true }),
    ),
  ];
}

function compileLists(
  file: SiteSettingsFile,
  lists: ExclusionLists,
  section: string,
  findings: Diagnostic[],
): CompiledExclusion[] {
  return kinds.flatMap((kind) =>
    (lists[kind] ?? []).flatMap((written, index): readonly CompiledExclusion[] => {
      const pointer = `${section}/${kind}/${index}`;
      const place = file.locate(pointer);
      const at = [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
      const patterns =
        typeof written === "string" ? [written] : [written.vendor ?? "*", written.product ?? "*"];
      const bad = patterns.flatMap((pattern) => {
        const read = exclusionGlob(pattern);
        return read.kind === "bad" ? [`${JSON.stringify(pattern)}: ${read.problem}`] : [];
      });
      for (const problem of bad) {
        findings.push(diagnoseAny("settings-exclusion", file.path, problem, { place }));
      }
      return bad.length > 0 ? [] : [{ kind, patterns, at }];
    }),
  );
}
