import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { PathFacts, RawPath } from "./path.ts";

export interface DecodedPath {
  readonly path: PathFacts;
  readonly findings: readonly Diagnostic[];
}

/** Decodes and identifies one path. Total: what cannot be read is absent in the facts and told in the findings. */
export declare function decodePath(raw: RawPath): DecodedPath;
