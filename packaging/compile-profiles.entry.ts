import { mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { checkProfiles } from "../core/profile/check.ts";
import { renderCompiled } from "../core/profile/compile.ts";
import { renderHwdb } from "../core/render/hwdb.ts";
import { compileProfileDirectories } from "../host/profiles/profile-files.ts";
import { type CompiledSchema, profileValidators } from "../host/profiles/profile-validators.ts";
import { readShippedTexts } from "./profile-sources.ts";
import { generateProfileValidators } from "./profile-validators.ts";

/** Writes the compiled profiles below `root`; the exit status is 1 when a profile has an error. */
export async function compileShippedProfiles(
  root: string,
  { write }: { readonly write: boolean },
): Promise<number> {
  const generated = `${root}/host/profiles/profile-validators.generated.mjs`;
  writeFileSync(generated, await generateProfileValidators(root));
  const schemas: Record<"profile" | "settings" | "vectors", CompiledSchema> = await import(
    pathToFileURL(generated).href
  );
  const result = compileProfileDirectories(readShippedTexts(root), undefined, profileValidators(schemas));
  const findings = [...result.findings, ...checkProfiles(result)];
  for (const { severity, code, message, hint, place } of findings) {
    console.error(
      `${place?.file}:${place?.line}:${place?.column}: ${severity}: ${message} [${code}]\n  ${hint}`,
    );
  }
  const hwdb = renderHwdb(result.compiled);
  mkdirSync(`${root}/dist`, { recursive: true });
  writeFileSync(`${root}/dist/profiles.json`, renderCompiled(result.compiled));
  writeFileSync(`${root}/dist/60-pathplug.hwdb`, hwdb);
  if (write) {
    mkdirSync(`${root}/rules`, { recursive: true });
    writeFileSync(`${root}/rules/60-pathplug.hwdb`, hwdb);
  }
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}
