import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "pathplug-install-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Lays the package out below a new folder and returns it. */
function install(name: string, variables: Readonly<Record<string, string>>): string {
  const target = join(scratch, name);
  mkdirSync(target);
  const words = Object.entries({ DESTDIR: target, ...variables }).map(([key, value]) => `${key}=${value}`);
  execFileSync("make", ["--no-print-directory", "-o", "build", "install", ...words], {
    cwd: root,
    stdio: "pipe",
  });
  return target;
}

const list = (folder: string): string[] =>
  execFileSync("find", [".", "!", "-type", "d", "-printf", "%P %m\n"], { cwd: folder, encoding: "utf8" })
    .trim()
    .split("\n")
    .sort();

describe("make install", () => {
  let debian = "";
  beforeAll(() => {
    debian = install("debian", { UDEV_STYLE: "debian" });
  });

  it("names /usr/bin/node, so that no PATH decides what root runs", () => {
    expect(readFileSync(join(debian, "usr/bin/pathplug"), "utf8").split("\n")[0]).toBe("#!/usr/bin/node");
  });

  it("makes nothing executable but the command, the worker and the scripts of its units, rules and initramfs", () => {
    const executable = list(debian).filter((line) => / 7\d\d$/.test(line) && !line.includes(".wants/"));
    const library = [
      "after-run",
      "before-removal",
      "end-queueing",
      "fallback",
      "frozen",
      "nvme-iopolicy",
      "pause",
      "retry",
      "say",
      "suspect",
      "worker",
    ].map((name) => `usr/lib/pathplug/${name} 755`);
    const initramfs = /^usr\/(lib\/dracut\/modules\.d\/91pathplug|share\/initramfs-tools)\//;
    expect(executable.filter((line) => !initramfs.test(line))).toEqual(["usr/bin/pathplug 755", ...library]);
  });

  it("documents lead to what is installed beside them", () => {
    const folder = join(debian, "usr/share/doc/pathplug");
    const links = readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/\]\(([^)\s#]+)/g)])
      .map(([, target = ""]) => target)
      .filter((target) => !/^https?:/.test(target));
    expect(links).toContain("life-of-a-map.md");
    expect(links.filter((target) => !existsSync(join(folder, target)))).toEqual([]);
  });

  it("puts manual pages and completions where man and the shells look", () => {
    const files = list(join(debian, "usr/share")).map((line) => line.split(" ")[0]);
    expect(files).toEqual(
      expect.arrayContaining([
        "man/man8/pathplug.8",
        "man/man8/pathplug-own.8",
        "man/man5/pathplug.json.5",
        "bash-completion/completions/pathplug",
        expect.stringMatching(/^zsh\/(vendor-completions|site-functions)\/_pathplug$/),
        "fish/vendor_completions.d/pathplug.fish",
      ]),
    );
  });

  it("enables each unit that has an [Install] section by a link, without a scriptlet", () => {
    const units = join(debian, "usr/lib/systemd/system");
    for (const line of list(units).filter((each) => each.includes(".wants/"))) {
      const link = line.split(" ")[0] ?? "";
      expect(statSync(join(units, link)).isFile()).toBe(true);
      expect(readlinkSync(join(units, link))).toMatch(/^\.\.\/pathplug-/);
    }
    expect(list(units).some((line) => line.startsWith("sysinit.target.wants/pathplug-assemble.path"))).toBe(
      true,
    );
  });

  it("numbers the rules for the distribution", () => {
    const rules = (folder: string) =>
      list(join(folder, "usr/lib/udev/rules.d")).map((line) => line.split(" ")[0]);
    expect(rules(debian)).toContain("56-pathplug-map.rules");
    const fedora = rules(install("fedora", { UDEV_STYLE: "fedora" }));
    expect(fedora).toContain("11-pathplug-map.rules");
    expect(fedora).not.toContain("56-pathplug-map.rules");
  });

  it("moves paths that rules and units name when PREFIX is another", () => {
    const local = install("local", { PREFIX: "/opt/pp", UDEV_STYLE: "debian" });
    const stale = spawnSync("grep", ["-rlE", "/usr/(lib|bin|share)/pathplug", "opt"], { cwd: local });
    expect(stale.stdout.toString()).toBe("");
    const unit = readFileSync(join(local, "opt/pp/lib/systemd/system/pathplug-assemble.service"), "utf8");
    expect(unit).toContain("ExecStart=/opt/pp/lib/pathplug/worker assemble");
    expect(unit).toContain("Documentation=file:/opt/pp/share/doc/pathplug/rules.md");
    expect(readFileSync(join(local, "opt/pp/share/man/man8/pathplug.8"), "utf8")).toContain(
      "/opt/pp/share/pathplug/",
    );
  });

  it("gives a command that runs from where it was put, whatever lies around it", () => {
    const odd = install("odd", { PREFIX: "/opt/pp" });
    for (const folder of ["", "/opt", "/opt/pp", "/opt/pp/lib"]) {
      writeFileSync(
        `${odd}${folder}/package.json`,
        '{"name":"stranger","version":"9.9.9","oclif":{"commands":"./nowhere"}}',
      );
      writeFileSync(`${odd}${folder}/tsconfig.json`, "{ this is not JSON");
    }
    cpSync(`${odd}/opt/pp/lib/package.json`, `${odd}/opt/pp/bin/package.json`);
    const run = (...argv: string[]) =>
      execFileSync(process.execPath, [`${odd}/opt/pp/bin/pathplug`, ...argv], { cwd: odd, encoding: "utf8" });
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    expect(run("--version")).toBe(`pathplug ${version}\n`);
    expect(run("--help")).toContain(`pathplug/${version}`);
    // What is loaded only when it is needed is in the bundle too: templates, validators.
    expect(run("rules", "render", "--style", "fedora")).toContain("SYSTEMD_READY");
    expect(run("profile", "check", "--sysroot", odd)).toBe("");
    expect(
      run("profile", "check", `${odd}/opt/pp/share/pathplug/vendor-profiles/10-generic/alua.json`),
    ).toBeDefined();
  });
});
