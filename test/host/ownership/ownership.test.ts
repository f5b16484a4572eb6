import { describe, expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import { claimModes } from "../../../core/claim/mode.ts";
import { type Ownership, readOwnership, renderOwnership } from "../../../host/ownership/ownership.ts";
import type { System } from "../../../host/system/system.ts";

function machineWith(owner: string | undefined): System {
  const readBytes = (path: string): Uint8Array | undefined =>
    path === "/etc/pathplug/owner" && owner !== undefined ? encodeText(owner) : undefined;
  return { readBytes } as unknown as System;
}

describe("the owner file", () => {
  const none: Ownership = { owner: "none", mode: "known" };
  it.each<[string, string | undefined, Ownership]>([
    ["nobody, where there is no file", undefined, none],
    ["nobody, where it is empty", "", none],
    [
      "pathplug, as enable writes it",
      "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=smart\n",
      { owner: "pathplug", mode: "smart" },
    ],
    [
      "pathplug, as enable wrote it before `listed` was called strict",
      "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=listed\n",
      { owner: "pathplug", mode: "strict" },
    ],
    ["pathplug, with a mode of multipath.conf(5)", "pathplug on\n", { owner: "pathplug", mode: "yes" }],
    ["nobody, where a comment has a carriage return in it", "# once\rpathplug\n", none],
    ["pathplug, with quotes", 'PATHPLUG_OWNER="pathplug"\n', { owner: "pathplug", mode: "known" }],
    ["pathplug, as a plain word", "pathplug\n", { owner: "pathplug", mode: "known" }],
    [
      "pathplug and a mode, as plain words below a comment",
      "# site 7\npathplug listed\n",
      { owner: "pathplug", mode: "strict" },
    ],
    ["multipathd", "PATHPLUG_OWNER=multipathd\n", { owner: "multipathd", mode: "known" }],
    ["nobody, where the mode is no mode", "pathplug all\n", none],
    ["nobody, where the word is another", "pathplugd\n", none],
  ])("says %s", (_name, text, expected) => {
    expect(readOwnership(machineWith(text))).toEqual(expected);
  });

  it.each<Ownership>([none, ...claimModes.map((mode) => ({ owner: "pathplug", mode }) as const)])(
    "is read back as it was written: %o",
    (ownership) => expect(readOwnership(machineWith(renderOwnership(ownership)))).toEqual(ownership),
  );
});
