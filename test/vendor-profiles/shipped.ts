import { fileURLToPath } from "node:url";
import type { Compilation } from "../../core/profile/compile.ts";
import {
  compileProfileDirectories,
  type ProfileSources,
  type ProfileText,
  type ProfileValidators,
} from "../../host/profiles/profile-files.ts";
import { profileValidators } from "../../host/profiles/profile-validators.ts";
import { readShippedTexts } from "../../packaging/profile-sources.ts";
import { generateProfileValidators } from "../../packaging/profile-validators.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** The validators as the build generates them. */
export async function loadValidators(): Promise<ProfileValidators> {
  const code = await generateProfileValidators(root);
  const module = await import(
    /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`
  );
  return profileValidators(module);
}

/** The committed profiles and vectors, as texts. */
export function shippedTexts(): ProfileText[] {
  return readShippedTexts(root);
}

/** The committed profiles, compiled. */
export async function compileShipped(): Promise<Compilation & { readonly sources: ProfileSources }> {
  return compileProfileDirectories(shippedTexts(), undefined, await loadValidators());
}
