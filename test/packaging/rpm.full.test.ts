import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "pathplug-rpm-"));
const system = join(scratch, "root");
// rpm --root changes its root directory, which only root may.
const asRoot = process.getuid?.() === 0 ? [] : ["sudo"];
let file = "";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const project = JSON.parse(read("package.json"));

function run(argv: readonly string[], cwd = root): string {
  const [program = "", ...args] = argv;
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
/** The package whose file has this name. */
function packageFile(name: RegExp): string {
  return join(scratch, readdirSync(scratch).find((each) => name.test(each)) ?? "no such package");
}
const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
const query = (...what: readonly string[]): string[] => lines(run(["rpm", "-qp", ...what, file]));
const rpm = (...what: readonly string[]) => run([...asRoot, "rpm", "--root", system, ...what]);

beforeAll(() => {
  run(["packaging/build-rpm", scratch]);
  file = packageFile(/^pathplug-\d.*\.noarch\.rpm$/);
  mkdirSync(system);
  rpm("--initdb");
  // The scratch root holds nothing else: what is required is read below, not resolved.
  rpm("--install", "--nodeps", file);
}, 180_000);
afterAll(() => {
  run([...asRoot, "rm", "-rf", scratch]);
});

describe("the RPM", () => {
  it("has the version of the project", () => {
    expect(query("--queryformat", "%{NAME} %{VERSION} %{ARCH}\n")).toEqual([
      `pathplug ${project.version} noarch`,
    ]);
  });

  it("requires what the worker and the command call, and Node 20.19", () => {
    const required = query("--requires").map((line) => line.trim());
    expect(required).toEqual(
      expect.arrayContaining([
        "nodejs(engine) >= 20.19",
        "systemd-udev",
        "device-mapper",
        "kpartx",
        "sg3_utils",
        "util-linux",
        "/usr/bin/node",
      ]),
    );
    expect(query("--recommends").map((line) => line.trim())).toEqual(["quickjs"]);
  });

  it("provides bundled(npm(…)) for each package in the bundle, in the locked version", () => {
    const bundled: { name: string; version: string }[] = JSON.parse(read("dist/bundled.json"));
    const provided = query("--provides").filter((line) => line.startsWith("bundled("));
    expect(provided.sort()).toEqual(
      bundled.map(({ name, version }) => `bundled(npm(${name})) = ${version}`).sort(),
    );
    const locked = Object.entries<{ version: string }>(JSON.parse(read("package-lock.json")).packages);
    for (const { name, version } of bundled) {
      const versions = locked
        .filter(([path]) => path.endsWith(`node_modules/${name}`))
        .map(([, each]) => each.version);
      expect(versions, name).toContain(version);
    }
  });

  it("names the licence of everything in it", () => {
    const bundled: { license: string }[] = JSON.parse(read("dist/bundled.json"));
    const licenses = [...new Set([project.license, ...bundled.map(({ license }) => license)])].sort();
    expect(query("--queryformat", "%{LICENSE}\n")).toEqual([licenses.join(" AND ")]);
  });

  it("has no scriptlet and no trigger, so that installing touches no device", () => {
    expect(query("--scripts")).toEqual([]);
    expect(query("--triggers")).toEqual([]);
    expect(query("--filetriggers")).toEqual([]);
  });

  it("owns the files of the layout", async () => {
    // Families, documents and commands come and go without changing the layout.
    const growing =
      /^\S+ \/usr\/share\/(pathplug\/vendor-profiles\/30-vendor\/|doc\/pathplug\/|man\/man8\/pathplug-)/;
    const files = query("--queryformat", "[%{FILEMODES:perms} %{FILENAMES}\n]").filter(
      (line) => !growing.test(line),
    );
    await expect(
      `${files.sort((a, b) => ((a.split(" ")[1] ?? "") < (b.split(" ")[1] ?? "") ? -1 : 1)).join("\n")}\n`,
    ).toMatchFileSnapshot("golden/rpm-files.txt");
  });

  it("has a package of its own for dracut, which needs this one", () => {
    const dracut = packageFile(/^pathplug-dracut-\d.*\.noarch\.rpm$/);
    expect(lines(run(["rpm", "-qp", "--list", dracut]))).toEqual([
      "/usr/lib/dracut/modules.d/91pathplug",
      ...["begin", "end-queueing", "end", "make-all", "module-setup", "need-shutdown"].map(
        (name) => `/usr/lib/dracut/modules.d/91pathplug/${name}.sh`,
      ),
    ]);
    expect(lines(run(["rpm", "-qp", "--requires", dracut])).map((line) => line.split(" ")[0])).toEqual(
      expect.arrayContaining(["pathplug", "dracut", "device-mapper", "kpartx", "sg3_utils", "util-linux"]),
    );
    expect(lines(run(["rpm", "-qp", "--scripts", dracut]))).toEqual([]);
  });

  it("holds no node_modules", () => {
    expect(query("--list").filter((path) => path.includes("node_modules"))).toEqual([]);
  });

  it("verifies clean once installed", () => {
    expect(rpm("--verify", "--nodeps", "pathplug")).toBe("");
  });

  it("brings a command that runs", () => {
    const command = join(system, "usr/bin/pathplug");
    expect(run([process.execPath, command, "--version"])).toBe(`pathplug ${project.version}\n`);
    expect(run([process.execPath, command, "--help"])).toContain("pathplug");
  });

  it("brings a worker that runs, and plans nothing for an empty machine", () => {
    const library = join(system, "usr/lib/pathplug");
    const environment = { ...process.env, PATHPLUG_PROFILES: join(library, "profiles.json") };
    const empty = join(scratch, "empty");
    mkdirSync(empty);
    const plan = spawnSync(process.execPath, [join(library, "serve.js"), "plan", "--sysroot", empty], {
      env: environment,
    });
    expect(plan.stderr.toString()).toBe("");
    expect(JSON.parse(plan.stdout.toString())).toMatchObject({
      schema: "pathplug.plan/1",
      actions: [],
      refused: [],
    });
  });
});
