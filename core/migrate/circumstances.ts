import type { MultipathConf } from "./multipath-conf.ts";
import { type Circumstances, wholeNumber } from "./value-readers.ts";

const DEFAULT_INTERVAL = 5;
const LARGEST = 2 ** 32 - 1;

/** What the meaning of single values depends on. */
export function circumstancesOf(conf: MultipathConf): Circumstances {
  const all = [
    ...conf.defaults,
    ...conf.overrides,
    ...[...conf.devices, ...conf.multipaths].flatMap(({ values }) => values),
  ];
  const isSet = (keyword: string) =>
    all.some((one) => one.keyword === keyword && (wholeNumber(one.value, 0) ?? 0) > 0);
  const counted = ["san_path_err_threshold", "san_path_err_forget_rate", "san_path_err_recovery_time"];
  return { checkInterval: checkIntervalOf(conf), countsPathErrors: counted.every(isSet) };
}

/** polling_interval, 1 s at least; a quarter of max_polling_interval where that alone is set, and never more than it. */
function checkIntervalOf({ defaults }: MultipathConf): number {
  const last = (keyword: string) =>
    defaults
      .filter((one) => one.keyword === keyword && /^[ \t\n\v\f\r]*\d+[ \t\n\v\f\r]*$/.test(one.value))
      .map(({ value }) => Math.min(LARGEST, Number(value)))
      .at(-1);
  const interval = last("polling_interval");
  const most = last("max_polling_interval") ?? 0;
  if (most === 0) return Math.max(1, interval ?? DEFAULT_INTERVAL);
  return Math.max(1, interval === undefined ? Math.floor(most / 4) : Math.min(interval, most));
}
