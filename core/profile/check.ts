import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { checkEntries } from "./check-entries.ts";
import { checkRedundantSettings } from "./check-settings.ts";
import { checkVectors } from "./check-vectors.ts";
import type { Compilation } from "./compile.ts";
import { compareText, nameOf } from "./layering.ts";
import type { ProfileFile } from "./profile.ts";
import type { VectorFile } from "./vectors.ts";

/** What `profile check` looks at: everything that could be read, compiled. */
export interface Checked extends Compilation {
  readonly sources: { readonly files: readonly ProfileFile[]; readonly vectors: readonly VectorFile[] };
}

/**
 * What reading and compiling do not find by themselves: the findings of `profile check` beyond theirs, by file
 * and line.
 */
export function checkProfiles(checked: Checked): Diagnostic[] {
  const { files, vectors } = checked.sources;
  const findings = [
    ...files.flatMap(checkHeading),
    ...checkEntries(checked.placed),
    ...checkRedundantSettings(files),
    ...checkVectors(files, vectors),
  ];
  return findings.toSorted(byPlace);
}

/** Title, source, name and claim of one profile. */
function checkHeading({ profile, path, origin, locate }: ProfileFile): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const at = { place: locate("/name") };
  if (profile.title === undefined) {
    findings.push(diagnoseAny("profile-title", path, `${profile.name} has no title`, at));
  }
  if (profile.source === undefined) {
    findings.push(diagnoseAny("profile-source", path, `${profile.name} has no source`, at));
  }
  if (origin !== "shipped") return findings;
  const expected = nameOf(path.replace(/^.*vendor-profiles\//, ""));
  if (profile.name !== expected) {
    findings.push(
      diagnoseAny("profile-name", path, `the name is ${profile.name}, the place says ${expected}`, at),
    );
  }
  if (profile.test_only === true && profile.claim === "first-path") {
    const place = locate("/claim");
    findings.push(
      diagnoseAny("profile-claim", path, `${profile.name} is test_only and claims from the first path`, {
        place,
      }),
    );
  }
  return findings;
}

function byPlace(one: Diagnostic, other: Diagnostic): number {
  const files = compareText(one.place?.file ?? "", other.place?.file ?? "");
  return (
    files ||
    (one.place?.line ?? 0) - (other.place?.line ?? 0) ||
    (one.place?.column ?? 0) - (other.place?.column ?? 0)
  );
}
