import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";

const RULES = "run/udev/rules.d/59-pathplug-held.rules";
let root = new FakeRoot();
afterEach(() => root.remove());

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "before removal, in %s,",
  (_, shell) => {
    const left = (uuid: string) => {
      root = new FakeRoot({ "sys/block/dm-0/dm/uuid": "LVM-x\n", "sys/block/dm-1/dm/uuid": `${uuid}\n` });
      const { calls, stderr, status } = root.run(shell, "before-removal.sh");
      expect([calls, stderr, status]).toEqual([[], "", 0]);
      return root.read(RULES);
    };

    it("paths of maps that stand are kept nobody's by a rule that starts no program", () => {
      const rules = left("mpath-35a1") ?? "";
      expect(rules).toContain('ENV{DM_MULTIPATH_DEVICE_PATH}!="1", GOTO="pathplug_held_end"\n');
      expect(rules).toContain('ENV{ID_FS_TYPE}="mpath_member", ENV{SYSTEMD_READY}="0"\n');
      expect(rules).not.toMatch(/RUN|PROGRAM|IMPORT\{program\}/);
    });

    it("nothing is left where no map stands", () => {
      expect(left("CRYPT-x")).toBeUndefined();
    });
  },
);
