import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
const packages: Readonly<Record<string, LockedPackage>> = lock.packages;

it("package-lock.json lists every optional dependency, or npm ci refuses it on another platform", () => {
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});

it("package-lock.json names no registry, so that any mirror will do", () => {
  const remote = Object.entries(packages).filter(([, { resolved }]) => resolved?.startsWith("http"));
  expect(remote.map(([path]) => path)).toEqual([]);
});
