import { describe, expect, it } from "vitest";
import { isPlainWwid } from "../../../core/identify/plain-wwid.ts";

describe("a WWID that somebody gives", () => {
  it.each([
    ["an NAA id", "3600a098000000000000000000000a0ff", true],
    ["a T10 id", "1Linux_scsi_debug_2000", true],
    ["an iSCSI name", "8iqn.2010-10.org:disk=1", true],
    ["122 characters", "3".repeat(122), true],
    ["one more than a UUID has room for", "3".repeat(123), false],
    ["nothing", "", false],
    ["a directory above", "..", false],
    ["a path", "../../etc/passwd", false],
    ["a dot in front", ".3600", false],
    ["an option", "-3600", false],
    ["a blank", "1Linux scsi_debug", false],
    ["a line end", "3600\n", false],
    ["a backslash", "3600\\x2f", false],
    ["a letter beyond ASCII", "3600ä", false],
  ])("%s", (_, word, expected) => {
    expect(isPlainWwid(word)).toBe(expected);
  });
});
