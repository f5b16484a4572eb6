import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "pathplug-deb-"));
const project = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
let file = "";

function run(program: string, ...argv: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, argv, { cwd: root, encoding: "utf8" });
  expect({ argv, status, stderr: status === 0 ? "" : stderr }).toMatchObject({ status: 0 });
  return stdout;
}
const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

beforeAll(() => {
  run("packaging/build-deb", scratch);
  file = join(scratch, readdirSync(scratch).find((name) => name.endsWith(".deb")) ?? "none");
  run("dpkg-deb", "--raw-extract", file, join(scratch, "root"));
}, 180_000);
afterAll(() => rmSync(scratch, { recursive: true }));

describe("the Debian package", () => {
  it("has the version of the project, and needs what worker and command call", () => {
    const fields = ["Package", "Version", "Architecture", "Depends", "Recommends"].map((name) =>
      run("dpkg-deb", "--field", file, name).trim(),
    );
    expect(fields).toEqual([
      "pathplug",
      project.version,
      "all",
      "nodejs (>= 20.19), udev, dmsetup, kpartx, sg3-utils, util-linux, findutils",
      "quickjs",
    ]);
  });

  it("has Debian's numbers of rules, the hooks for both programs that make an initramfs, and no node_modules", () => {
    const paths = run("dpkg-deb", "--contents", file);
    for (const path of [
      "./usr/lib/udev/rules.d/56-pathplug-map.rules",
      "./usr/share/initramfs-tools/hooks/pathplug",
      "./usr/lib/dracut/modules.d/91pathplug/module-setup.sh",
      "./usr/share/doc/pathplug/copyright",
    ])
      expect(paths).toContain(` ${path}\n`);
    expect(paths).not.toMatch(/node_modules|11-pathplug-map/);
    expect(paths.split("\n").filter((line) => line !== "" && !/ root\/root /.test(line))).toEqual([]);
  });

  it("has sums of all its files", () => {
    const sums = readFileSync(join(scratch, "root/DEBIAN/md5sums"), "utf8");
    const { status } = spawnSync("md5sum", ["--check", "--quiet"], {
      cwd: join(scratch, "root"),
      input: sums,
    });
    expect(status).toBe(0);
    const files = run("find", join(scratch, "root/usr"), "-type", "f").trim().split("\n");
    expect(sums.trim().split("\n")).toHaveLength(files.length);
  });

  it.each(["postinst", "prerm", "postrm"])("%s is read by sh, and triggers no disk", (name) => {
    const script = join(scratch, "root/DEBIAN", name);
    run("sh", "-n", script);
    expect(readFileSync(script, "utf8")).not.toMatch(
      /udevadm trigger|systemctl (re)?start|pathplug (enable|assemble)/,
    );
  });

  it("is the same whenever it is built", () => {
    const again = join(scratch, "again");
    run("packaging/build-deb", again);
    expect(digest(join(again, readdirSync(again)[0] ?? ""))).toBe(digest(file));
  }, 180_000);
});
