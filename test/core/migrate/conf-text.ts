import type { ConfText } from "../../../core/migrate/conf-lines.ts";
import type { ConfBlock, ConfValue } from "../../../core/migrate/multipath-conf.ts";
import { type ParsedConf, parseMultipathConf } from "../../../core/migrate/parse-conf.ts";

/** The texts of one or more files, parsed; they are called multipath.conf, conf.d/1.conf … */
export function parsed(...texts: readonly string[]): ParsedConf {
  return parseMultipathConf(
    texts.map((text, index): ConfText => {
      return { file: index === 0 ? "multipath.conf" : `conf.d/${index}.conf`, text };
    }),
  );
}

/** `keyword=value@line`. */
export function shown(values: readonly ConfValue[]): readonly string[] {
  return values.map(({ keyword, value, place }) => `${keyword}=${value}@${place.line}`);
}

export function shownBlocks(blocks: readonly ConfBlock[]): readonly (readonly string[])[] {
  return blocks.map(({ values }) => shown(values));
}

/** `code line:column` of each finding. */
export function codes({ findings }: ParsedConf): readonly string[] {
  return findings.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
}
