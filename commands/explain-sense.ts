import { Args, Flags } from "@oclif/core";
import { parseHex } from "../core/bytes/hex.ts";
import { decodeText } from "../core/bytes/text.ts";
import {
  type ErrorJson,
  type ErrorOptions,
  errorJson,
  type GivenError,
  renderGivenError,
} from "../core/render/explain-sense.ts";
import { type DeviceHandler, deviceHandlers } from "../core/sense/device-handler.ts";
import { joinKernelLines } from "../core/sense/kernel-errors.ts";
import { readSenseInput } from "../core/sense/read-input.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { readStandardInput } from "./standard-input.ts";

export class ExplainSense extends PathplugCommand<typeof ExplainSense> {
  static override summary = "Explain SCSI sense data, or what the kernel's log says of failed commands.";
  static override description =
    "Tells whether an error is retryable or fatal, whether it is of the driver, the transport, the medium or the target, and whether it fails a path. Each line of standard input is hex or a line of the log.";
  static override examples = [
    '<%= config.bin %> explain sense "70 00 05 00 00 00 00 0a 00 00 00 00 25 00 00 00 00 00"',
    "dmesg | <%= config.bin %> explain sense -",
  ];
  static override args = {
    bytes: Args.string({
      ignoreStdin: true,
      description: "sense data in hex, or - for hex and lines of the kernel's log on standard input",
      required: true,
    }),
  };
  static override flags = {
    handler: Flags.string({
      description: "the SCSI device handler of the disk (`dh_state` in sysfs)",
      options: [...deviceHandlers],
    }),
  };

  override async run(): Promise<void> {
    const { bytes } = this.args;
    const { given, others } = bytes === "-" ? await this.readInput() : this.readHex(bytes);
    const handler = this.flags.handler as DeviceHandler | undefined;
    const explained = given.map((each) => ({ each, json: errorJson(each, handler) }));
    const good = explained.flatMap(({ json }) => json ?? []);
    // A log without errors is good news; hex without sense data, and nothing at all, are mistakes.
    if (good.length === 0 && (given.length > 0 || others === 0)) {
      const says = "these are no sense data, and no lines of the kernel's log";
      fail("badInput", "sense-unreadable", bytes, says);
    }
    this.show(
      explained.flatMap(({ each, json }) => (json === undefined ? [] : [each])),
      good,
      others,
      handler,
    );
    if (good.length < explained.length)
      this.note(`${explained.length - good.length} run(s) of hex are no sense data`);
  }

  private show(
    given: readonly GivenError[],
    errors: readonly ErrorJson[],
    otherLines: number,
    handler: DeviceHandler | undefined,
  ): void {
    if (this.flags.json) {
      this.printJson({ schema: "pathplug.sense/1", errors, otherLines });
      return;
    }
    const { style, width } = this;
    const options: ErrorOptions = {
      style,
      ...(width === undefined ? {} : { width }),
      ...(handler === undefined ? {} : { handler }),
    };
    this.print(given.map((each) => renderGivenError(each, options)).join("\n\n"));
    if (otherLines === 1) this.note("1 line says nothing of an error");
    if (otherLines > 1) this.note(`${otherLines} lines say nothing of an error`);
  }

  private readHex(text: string): { readonly given: readonly GivenError[]; readonly others: number } {
    const hex = parseHex(text);
    if (hex.kind === "bytes") return { given: [{ kind: "sense", bytes: hex.bytes }], others: 0 };
    const place = { offset: hex.offset };
    return fail("badInput", hex.code, "sense data", "these are no bytes in hex", { place });
  }

  private async readInput(): Promise<{ readonly given: readonly GivenError[]; readonly others: number }> {
    const text = decodeText(Buffer.from(await readStandardInput(), "latin1"));
    const { senses, lines } = readSenseInput(text);
    const { errors, others } = joinKernelLines(lines.map((line) => ({ text: line })));
    const given: readonly GivenError[] = [
      ...senses.map((bytes) => ({ kind: "sense", bytes }) as const),
      ...errors.map((error) => ({ kind: "log", error }) as const),
    ];
    return { given, others };
  }
}
