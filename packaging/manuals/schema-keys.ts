/** What of JSON Schema the schemas of vendor-profiles/schema/ use to say what a value may be. */
export interface Schema {
  readonly description: string;
  readonly type?: string;
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A key of an object; `path` is the way to it: `match[].vendor`. */
export interface SchemaKey {
  readonly path: string;
  /** What a value may be, in words; what is typed as it stands is between backquotes. */
  readonly kind: string;
  readonly description: string;
  readonly required: boolean;
}

/** What a value may be, in words. */
function kindOf(schema: Schema): string {
  if (schema.$ref !== undefined) return `${schema.$ref.split("/").at(-1)}, see below`;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(", ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(kindOf).join(", or ");
  if (schema.items !== undefined) return `list of ${kindOf(schema.items)}`;
  if (schema.type === "integer") return `number, ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === "string") return "text";
  if (schema.type === "boolean") return "true, false";
  return "object";
}

/** An object's keys; those of objects within follow theirs. */
export function keysOf(schema: Schema, way = ""): readonly SchemaKey[] {
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => key !== "$schema")
    .flatMap(([key, value]) => {
      const path = `${way}${key}`;
      const required = schema.required?.includes(key) === true;
      const { description } = value;
      const within =
        value.items === undefined ? keysOf(value, `${path}.`) : keysOf(value.items, `${path}[].`);
      return [{ path, kind: kindOf(value), description, required }, ...within];
    });
}
