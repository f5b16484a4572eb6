import { describe, expect, it } from "vitest";
import { udevReplace, untrustedBytes, untrustedText } from "../../../core/bytes/untrusted.ts";

describe("udev's replacement of $attr{}", () => {
  it.each([
    ["what is allowed stays", "AZaz09#+-.:=@_/ $%?,", "AZaz09#+-.:=@_/ $%?,"],
    [
      "what is not becomes _",
      "a\"b'c`d|e;f&g*h<i>j(k)l[m]n{o}p!q~r^s",
      "a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p_q_r_s",
    ],
    ["trailing white space goes", "naa.6 \t\n", "naa.6"],
    ["leading blanks stay", "  x", "  x"],
    ["other white space becomes a blank", "a\tb\nc\u000bd\fe\rf", "a b c d e f"],
    ["control characters become _", "a\u001b[2Jb\u007f", "a__2Jb_"],
    ["a backslash becomes _", "a\\b", "a_b"],
    ["a hex escape stays", "a\\x20b", "a\\x20b"],
    ["valid UTF-8 stays", "é€😀", "é€😀"],
    ["bytes that are no UTF-8 become _ each", "a\udcff\udc80b", "a__b"],
    ["noncharacters become _ by the byte", "\ufdd0\uffff", "______"],
    ["the text ends at a NUL", "naa.6\0rest", "naa.6"],
    ["a trailing tab before a NUL goes", "naa.6\t\0", "naa.6"],
    ["nothing stays nothing", "", ""],
  ])("%s", (_name, text, expected) => {
    expect(udevReplace(text)).toBe(expected);
  });

  it("changes nothing the second time", () => {
    const once = udevReplace(' t10.A"B\tC\\x\udcff ');
    expect(udevReplace(once)).toBe(once);
  });

  it("marks text without changing it", () => {
    expect([untrustedText("a\u001b"), untrustedBytes(Uint8Array.from([0x61, 0xff]))]).toEqual([
      "a\u001b",
      "a\udcff",
    ]);
  });
});
