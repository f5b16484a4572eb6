import type { SchemaProblem, Validate } from "../../core/profile/schema-problem.ts";
import type { ProfileValidators } from "./profile-files.ts";

/**
 * A validation function as ajv's standalone code exports it: the problems of the last call hang on the
 * function.
 */
export interface CompiledSchema {
  (value: unknown): boolean;
  errors?: readonly SchemaProblem[] | null;
}

/** The compiled schemas as functions that return their problems. */
export function profileValidators(
  schemas: Readonly<Record<keyof ProfileValidators, CompiledSchema>>,
): ProfileValidators {
  return {
    profile: validateWith(schemas.profile),
    settings: validateWith(schemas.settings),
    vectors: validateWith(schemas.vectors),
  };
}

function validateWith(schema: CompiledSchema): Validate {
  return (value) => (schema(value) ? [] : (schema.errors ?? []));
}
