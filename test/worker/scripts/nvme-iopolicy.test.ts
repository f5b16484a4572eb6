import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

const FILE = "sys/class/nvme-subsystem/nvme-subsys0/iopolicy";

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("nvme-iopolicy in %s", (_, shell) => {
  const run = () => root.run(shell, "nvme-iopolicy.sh", ["nvme-subsys0", "round-robin"]);

  it("sets what it is told, and says what it was", () => {
    root = new FakeRoot({ [FILE]: "numa\n" });
    const { status, stderr, said } = run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(root.read(FILE)).toBe("round-robin\n");
    expect(said).toEqual(["5 iopolicy-set nvme-subsys0: iopolicy is round-robin; it was numa"]);
  });

  it.each([
    ["it is that already", { [FILE]: "round-robin\n" }],
    ["the subsystem is gone", {}],
  ])("does and says nothing where %s", (_why, files: Readonly<Record<string, string>>) => {
    root = new FakeRoot(files);
    const { said, stderr } = run();
    expect({ said, stderr }).toEqual({ said: [], stderr: "" });
    expect(root.read(FILE)).toBe(files[FILE]);
  });
});
