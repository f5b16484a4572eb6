import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * An esbuild plug-in for the programs of the hot path, which are read at every start: what they never come to is left out.
 * They run on live machines alone, and tell nobody of findings in bytes, nor what to do about an exit status.
 */
export function leanHotPath(root) {
  const stubs = {
    "host/device-mapper/recorded-maps.ts": "export const concludeHeads = () => [];",
    "host/devices/recorded-disk.ts":
      "export const concludeDevt = () => undefined; export const concludeHctl = (_, __, linked) => linked;",
    // It asks for access states alone, and goes by whether there is an answer.
    "sg3-utils-wrapper/lib/sense.ts":
      "export const readSense = () => undefined; export const statusOfSense = () => 0;",
    "sg3-utils-wrapper/lib/error-message.ts": "export const composeMessage = ({ why }) => why.sentence;",
    "core/diagnostic/codes/decode.ts": () =>
      withoutHints(join(root, "core/diagnostic/codes/decode.ts"), () => true),
    "core/diagnostic/codes/plan.ts": () =>
      withoutHints(join(root, "core/diagnostic/codes/plan.ts"), (code) => UNSAID.includes(code)),
    "core/diagnostic/codes/host.ts": () =>
      without(join(root, "core/diagnostic/codes/host.ts"), (code) => UNSAID.includes(code)),
    "core/diagnostic/decisions.ts": () => withoutOthers(join(root, "core/diagnostic/decisions.ts")),
  };
  return {
    name: "lean-hot-path",
    setup(build) {
      for (const [file, stub] of Object.entries(stubs)) {
        const filter = new RegExp(`/${file.replaceAll(".", "\\.")}$`);
        build.onLoad({ filter }, () => ({
          contents: typeof stub === "string" ? stub : stub(),
          loader: "ts",
        }));
      }
      build.onLoad({ filter: /\/core\/decode\/[a-z0-9-]+\.ts$/ }, ({ path }) => ({
        contents: withoutNotes(readFileSync(path, "utf8")),
        loader: "ts",
      }));
    },
  };
}

/**
 * Properties that the parts of the worker pass to each other and that never leave it, by which esbuild gives them short names: no file
 * has them, nor the engine. A test compares.
 */
export const INNER_NAMES = new RegExp(
  `^(?:${JSON.parse(readFileSync(new URL("inner-names.json", import.meta.url), "utf8")).join("|")})$`,
);

/** A decoder whose findings have a code, no place and no text. */
function withoutNotes(source) {
  return source.replaceAll(
    /(\.note\(\s*"[a-z0-9-]+"),\s*[^,`"]+,\s*(?:`[^`]*`|"[^"\n]*"),?\s*\)/g,
    (_, call) => `${call})`,
  );
}

/** Codes of what people ask for, of a plan and of the host: the worker acts on those of a plan, and says none. A test compares. */
const UNSAID = JSON.parse(readFileSync(new URL("unsaid-codes.json", import.meta.url), "utf8"));

/** Decisions that others take: the recheck, what arms the host, what runs without an engine. A test compares. */
const OTHERS_DECISIONS = JSON.parse(readFileSync(new URL("others-decisions.json", import.meta.url), "utf8"));

/** The ids of the decisions without those. */
function withoutOthers(path) {
  const isOthers = (line) =>
    OTHERS_DECISIONS.some((kind) => line.replaceAll('"', "").startsWith(`  ${kind}: `));
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => !isOthers(line))
    .join("\n");
}

/** An entry of a list of codes: its code, the line of its severity. */
const ENTRY = /^ {2}"([a-z0-9-]+)": \{\n( {4}severity: "\w+",\n) {4}hint:\s[\s\S]*?,\n {2}\},\n/gm;

/** A list of codes, of some of which the severity alone. */
function withoutHints(path, isUnsaid) {
  const lean = readFileSync(path, "utf8").replaceAll(ENTRY, (whole, code, severity) =>
    isUnsaid(code) ? `  "${code}": {\n${severity}  },\n` : whole,
  );
  return isUnsaid("") ? lean.replaceAll(/^const [A-Z]+ =[^;]*;\n/gm, "") : lean;
}

/** A list of codes without some. */
function without(path, isUnsaid) {
  return readFileSync(path, "utf8").replaceAll(ENTRY, (whole, code) => (isUnsaid(code) ? "" : whole));
}
