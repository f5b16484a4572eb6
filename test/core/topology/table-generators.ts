import fc from "fast-check";
import type { MultipathTable, TableGroup } from "../../../core/topology/map.ts";

const feature = fc.constantFrom<readonly (readonly string[])[]>(
  [],
  [["queue_if_no_path"]],
  [["pg_init_retries", "50"]],
  [["queue_if_no_path"], ["pg_init_retries", "50"]],
  [["queue_mode", "mq"], ["queue_if_no_path"]],
  [["queue_mode", "bio"]],
  [["pg_init_delay_msecs", "500"], ["retain_attached_hw_handler"]],
);

const selector = fc.constantFrom(
  "service-time 0",
  "queue-length 0",
  "round-robin 0",
  "historical-service-time 0",
);

/** Tables as they are loaded: devices are in one group each. */
export const anyTable: fc.Arbitrary<MultipathTable> = fc
  .record({
    sectors: fc.integer({ min: 1, max: 2 ** 40 }),
    features: feature.map((units) => units.flat()),
    hwhandler: fc.constantFrom<readonly string[]>([], ["alua"], ["rdac"]),
    selector,
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
  })
  .map(({ sectors, features, hwhandler, selector: chosen, sizes }) => {
    let minor = 0;
    const groups: TableGroup[] = sizes.map((size) => ({
      selector: chosen,
      paths: Array.from({ length: size }, () => {
        minor += 16;
        return { devt: `8:${minor}`, args: ["1"] };
      }),
    }));
    return { sectors, features, hwhandler, initialGroup: groups.length > 0 ? 1 : 0, groups };
  });

/**
 * What the kernel prints of a loaded table (dm-mpath's STATUSTYPE_TABLE): its own order of features, no queue mode but
 * bio, the handler without arguments, selector arguments of its own, repeat count 1, the current group as initial one.
 */
export function printedBack(
  table: MultipathTable,
  { kernel, current = table.initialGroup }: Printing,
): MultipathTable {
  const has = (word: string) => table.features.includes(word);
  const argumentOf = (word: string) => table.features[table.features.indexOf(word) + 1] ?? "";
  const features = [
    ...(has("queue_if_no_path") ? ["queue_if_no_path"] : []),
    ...(has("pg_init_retries") ? ["pg_init_retries", argumentOf("pg_init_retries")] : []),
    ...(has("pg_init_delay_msecs") ? ["pg_init_delay_msecs", argumentOf("pg_init_delay_msecs")] : []),
    ...(kernel < 7.2 ? ["retain_attached_hw_handler"] : []),
    ...(has("queue_mode") && argumentOf("queue_mode") === "bio" ? ["queue_mode", "bio"] : []),
  ];
  return {
    ...table,
    features,
    hwhandler: table.hwhandler.slice(0, 1),
    initialGroup: table.groups.length > 0 ? current : 0,
    groups: table.groups.map(({ selector: asked, paths }) => ({
      selector: asked.startsWith("historical") ? "historical-service-time 2 1024 0" : asked,
      paths: paths.map(({ devt }) => ({ devt, args: asked.startsWith("service-time") ? ["1", "1"] : ["1"] })),
    })),
  };
}

export interface Printing {
  /** Kernel version as a number, 6.12 or 7.2. */
  readonly kernel: number;
  readonly current?: number;
}
