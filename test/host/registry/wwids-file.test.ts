import * as fs from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unlistWwid } from "../../../host/registry/unlist-wwid.ts";
import { addToWwidsFile } from "../../../host/registry/wwids-file.ts";
import { newRoot, writeFiles } from "../tree-system.ts";
import { shellSystem } from "./shell-system.ts";

const FILE = "etc/multipath/wwids";
let root = "";
beforeEach(() => {
  root = newRoot();
});
afterEach(() => fs.rmSync(root, { recursive: true }));

const machine = (meanwhile?: () => void) => shellSystem(root, meanwhile);

const text = () => fs.readFileSync(`${root}/${FILE}`, "utf8");

describe("/etc/multipath/wwids", () => {
  it("is made where there is none, with its header", async () => {
    await addToWwidsFile(machine(), new Set(["3600a", "3600b"]));
    expect(text()).toMatch(/^# Multipath wwids, Version : 1.0\n(#.*\n)+\/3600a\/\n\/3600b\/\n$/);
    expect(fs.readdirSync(`${root}/etc/multipath`)).toEqual(["wwids"]);
  });

  it("is brought to the disk with its directory, once for all that it lacked", async () => {
    writeFiles(root, { "bin/sync": '#!/bin/sh\necho "$@" >>"$(dirname "$0")/../synced"\n' });
    fs.chmodSync(`${root}/bin/sync`, 0o755);
    await addToWwidsFile(machine(), new Set(["3600a", "3600b"]));
    await addToWwidsFile(machine(), new Set(["3600a", "3600b"]));
    const synced = fs.readFileSync(`${root}/synced`, "utf8");
    expect(synced.replaceAll(root, "")).toBe("/etc/multipath/wwids /etc/multipath\n");
  });

  it("keeps what another program appends when it has been read", async () => {
    writeFiles(root, { [FILE]: "/3600a/\n" });
    await addToWwidsFile(
      machine(() => fs.appendFileSync(`${root}/${FILE}`, "/3600x/\n")),
      new Set(["3600a", "3600b"]),
    );
    expect(text()).toBe("/3600a/\n/3600x/\n/3600b/\n");
  });

  it("is the file that it was: a link to it stays one", async () => {
    writeFiles(root, { "etc/elsewhere": "/3600a/\n", "etc/multipath/x": "" });
    fs.symlinkSync("../elsewhere", `${root}/${FILE}`);
    await addToWwidsFile(machine(), new Set(["3600b"]));
    expect(fs.readFileSync(`${root}/etc/elsewhere`, "utf8")).toBe("/3600a/\n/3600b/\n");
    expect(fs.lstatSync(`${root}/${FILE}`).isSymbolicLink()).toBe(true);
  });

  it("is left as it is while somebody holds the lock of multipath-tools", async () => {
    writeFiles(root, {
      [FILE]: "/3600a/\n",
      "bin/flock": '#!/bin/sh\necho "$@" >"$(dirname "$0")/../asked"\nexit 1\n',
    });
    fs.chmodSync(`${root}/bin/flock`, 0o755);
    await addToWwidsFile(machine(), new Set(["3600b"]));
    expect(text()).toBe("/3600a/\n");
    expect(fs.readFileSync(`${root}/asked`, "utf8")).toBe("--fcntl --timeout 10 9\n");
  });
});

describe("a LUN that is taken out of /etc/multipath/wwids", () => {
  const others = "# Valid WWIDs:\n/3600ab/\n/3600a/ by hand\n#/3600a/\nfoo/3600a/\n";

  it.each([
    ["in the middle", `/3600x/\n/3600a/\n${others}`, `/3600x/\n#3600a/\n${others}`],
    [
      "more than once, at the end without a line end",
      `/3600a/\n${others}/3600a/`,
      `#3600a/\n${others}#3600a/`,
    ],
    ["not at all", others.replace("/3600a/ by hand\n", ""), others.replace("/3600a/ by hand\n", "")],
    [
      "behind more than is read of it",
      `${"#x".repeat(600_000)}\n/3600a/\n`,
      `${"#x".repeat(600_000)}\n#3600a/\n`,
    ],
  ])(
    "and stands there %s has its line begin with #, as multipath-tools does it; no other byte changes",
    async (_, before, after) => {
      writeFiles(root, { [FILE]: before });
      const { ino } = fs.statSync(`${root}/${FILE}`);
      await unlistWwid(machine(), "3600a");
      expect(text() === after).toBe(true);
      expect(fs.statSync(`${root}/${FILE}`).ino).toBe(ino);
    },
  );

  it("is added again at the end when it has a map again", async () => {
    writeFiles(root, { [FILE]: "/3600a/\n" });
    await unlistWwid(machine(), "3600a");
    await addToWwidsFile(machine(), new Set(["3600a"]));
    expect(text()).toBe("#3600a/\n/3600a/\n");
  });

  it("keeps what another program appends when it has been read", async () => {
    writeFiles(root, { [FILE]: "/3600a/\n" });
    await unlistWwid(
      machine(() => fs.writeFileSync(`${root}/${FILE}`, "/3600x/\n/3600a/\n")),
      "3600a",
    );
    expect(text()).toBe("/3600x/\n#3600a/\n");
  });

  it("is looked for where its id stands for no pattern and for no option", async () => {
    writeFiles(root, { [FILE]: "/3600a/\n/-e.$x/\n" });
    await unlistWwid(machine(), "3600.");
    await unlistWwid(machine(), "-e.$x");
    expect(text()).toBe("/3600a/\n#-e.$x/\n");
  });

  it("stays where there is no file, and none is made", async () => {
    await unlistWwid(machine(), "3600a");
    expect(fs.existsSync(`${root}/${FILE}`)).toBe(false);
  });

  it("stays while somebody holds the lock of multipath-tools", async () => {
    writeFiles(root, { [FILE]: "/3600a/\n", "bin/flock": "#!/bin/sh\nexit 1\n" });
    fs.chmodSync(`${root}/bin/flock`, 0o755);
    await unlistWwid(machine(), "3600a");
    expect(text()).toBe("/3600a/\n");
  });
});
