import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { foreignKeyHint } from "./foreign-keys.ts";
import { nearest } from "./nearest.ts";
import type { Locate } from "./profile.ts";

/**
 * What a JSON Schema validator says about one value: ajv's error object, with `verbose` for the schema beside
 * it.
 */
export interface SchemaProblem {
  /** JSON pointer. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly parentSchema?: {
    readonly description?: string;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
}

/** A compiled schema: the problems of a value, none when it is valid. */
export type Validate = (value: unknown) => readonly SchemaProblem[];

/** Problems as findings with their place in the file; what a key takes is told in the words of the schema. */
export function describeProblems(
  problems: readonly SchemaProblem[],
  path: string,
  locate: Locate,
): Diagnostic[] {
  const summarized = new Set(problems.filter(isSummary).map(({ instancePath }) => instancePath));
  return problems
    .filter((problem) => !(summarized.has(problem.instancePath) && /\/anyOf\/\d/.test(problem.schemaPath)))
    .map((problem) => describeProblem(problem, path, locate));
}

/** The alternatives of an `anyOf` are not told one by one: its description names them. */
function isSummary(problem: SchemaProblem): boolean {
  return problem.keyword === "anyOf";
}

function describeProblem(problem: SchemaProblem, path: string, locate: Locate): Diagnostic {
  const { instancePath, keyword, params, parentSchema } = problem;
  if (keyword === "additionalProperties") {
    const key = String(params.additionalProperty);
    const keys = Object.keys(parentSchema?.properties ?? {});
    const near = nearest(key, keys);
    return diagnoseAny("profile-unknown-key", path, `${keyAt(instancePath)}there is no key ${quote(key)}`, {
      place: locate(`${instancePath}/${escapePointer(key)}`),
      hint:
        foreignKeyHint(key) ??
        (near === undefined
          ? `Remove it; the keys here are ${keys.join(", ")}.`
          : `Did you mean ${quote(near)}?`),
    });
  }
  const description = parentSchema?.description;
  return diagnoseAny("profile-schema", path, `${keyAt(instancePath)}${messageOf(problem)}`, {
    place: locate(instancePath),
    ...(description === undefined ? {} : { hint: description }),
  });
}

function messageOf({ keyword, params, message }: SchemaProblem): string {
  if (keyword === "enum" && Array.isArray(params.allowedValues)) {
    return `must be one of ${params.allowedValues.map(quote).join(", ")}`;
  }
  if (keyword === "required") return `the key ${quote(params.missingProperty)} is missing`;
  if (keyword === "anyOf") return "takes another value";
  return message ?? `fails ${quote(keyword)}`;
}

function keyAt(instancePath: string): string {
  return instancePath === "" ? "" : `${instancePath.slice(1).replaceAll("/", ".")}: `;
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
