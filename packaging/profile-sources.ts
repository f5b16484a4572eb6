import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { ProfileText } from "../host/profiles/profile-files.ts";

/** The texts of the project's own profiles and vectors; paths are relative to the project. */
export function readShippedTexts(root: string): ProfileText[] {
  const directory = join(root, "vendor-profiles");
  return listFiles(directory)
    .filter((path) => path.endsWith(".json") && !relative(directory, path).startsWith("schema/"))
    .sort()
    .map((path) => ({
      path: relative(root, path),
      relative: relative(directory, path),
      origin: "shipped" as const,
      text: readFileSync(path, "utf8"),
    }));
}

function listFiles(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? listFiles(path) : [path];
  });
}
