import { describe, expect, it } from "vitest";
import { plainStyle, renderTopologyTree } from "../../../core/render/topology-text.ts";
import { joinTopology } from "../../../core/topology/live-topology.ts";
import type { LiveMap } from "../../../core/topology/map.ts";
import { pathPriority } from "../../../core/topology/map-spec.ts";
import type { PathFacts } from "../../../core/topology/path.ts";
import { sampleMap, samplePaths, sampleSettings, statusOf } from "../sample-path.ts";

const paths = samplePaths(4, (index) =>
  index > 1
    ? { access: { state: "standby", preferred: false, source: "rtpg" }, hctl: `1${index}:0:0:1` }
    : {},
);
const groups = [
  ["8:0", "8:16"],
  ["8:32", "8:48"],
].map((devts) => ({ selector: "service-time 0", paths: devts.map((devt) => ({ devt, args: ["1", "1"] })) }));

function twoGroups(): LiveMap {
  const map = sampleMap(["8:0"], { name: "data" });
  const table = { ...(map.table as NonNullable<LiveMap["table"]>), groups };
  return { ...map, table, status: statusOf(table) };
}

function tree(
  maps: readonly LiveMap[],
  disks: readonly PathFacts[] = paths,
  columns?: number,
): readonly string[] {
  const topology = joinTopology({
    liveMaps: maps,
    paths: disks,
    profileOf: () => "netapp/ontap",
    prioOf: (_wwid, path) => pathPriority(path, sampleSettings),
  });
  return renderTopologyTree(topology, columns === undefined ? {} : { columns }).split("\n");
}

describe("the tree", () => {
  it("is the one that multipath -ll prints", () => {
    expect(tree([twoGroups()])).toEqual([
      "data (3600a098000000000000000000000000a) dm-0 NETAPP,LUN C-Mode",
      "size=1.0G features='4 queue_if_no_path pg_init_retries 50 retain_attached_hw_handler' hwhandler='1 alua' wp=rw",
      "|-+- policy='service-time 0' prio=50 status=active",
      "| |- 1:0:0:0  sda 8:0  active ready running",
      "| `- 2:0:0:0  sdb 8:16 active ready running",
      "`-+- policy='service-time 0' prio=1 status=enabled",
      "  |- 12:0:0:1 sdc 8:32 active ghost running",
      "  `- 13:0:0:1 sdd 8:48 active ghost running",
    ]);
  });

  it("names paths that are not trusted", () => {
    const distrusted = paths.map((path, index) => ({
      ...path,
      ...(index === 0 ? { marginal: true } : {}),
      ...(index === 1 ? { marginal: true, suspect: "INQUIRY_DATA_HAS_CHANGED" } : {}),
    }));
    expect(tree([twoGroups()], distrusted).slice(3, 5)).toEqual([
      "| |- 1:0:0:0  sda 8:0  active ready running marginal",
      "| `- 2:0:0:0  sdb 8:16 active ready running suspect",
    ]);
  });

  it("breaks lines at the width of the terminal, and never in the paths", () => {
    const lines = tree([twoGroups()], paths, 80);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines).toContain("  hwhandler='1 alua' wp=rw");
  });

  it("shows devices that are gone, off or failed", () => {
    const map = twoGroups();
    const failed = statusOf({ ...(map.table as NonNullable<LiveMap["table"]>) }).groups.map((group) => ({
      ...group,
      paths: group.paths.map((path) => ({ ...path, state: "failed" as const, failCount: 1 })),
    }));
    const off = paths.slice(0, 2).map((path) => ({ ...path, state: "offline" }));
    expect(
      tree([{ ...map, status: { queueing: false, queuedIo: 0, groups: failed } }], off).slice(2),
    ).toEqual([
      "|-+- policy='service-time 0' prio=0 status=active",
      "| |- 1:0:0:0 sda 8:0  failed faulty offline",
      "| `- 2:0:0:0 sdb 8:16 failed faulty offline",
      "`-+- policy='service-time 0' prio=0 status=enabled",
      "  |- -:-:-:- -   8:32 failed faulty gone",
      "  `- -:-:-:- -   8:48 failed faulty gone",
    ]);
  });

  it("escapes what a device named", () => {
    const hostile = paths.map((path) => ({ ...path, vendor: "\u001b[31mX", product: "a\nb" }));
    expect(tree([twoGroups()], hostile)[0]).toBe(
      "data (3600a098000000000000000000000000a) dm-0 \\x1b[31mX,a\\x0ab",
    );
  });

  it("lists maps in natural order and names a map once when it has no alias", () => {
    const maps = ["m10", "m9"].map((name) => sampleMap([], { name }));
    expect(tree([...maps, sampleMap([])]).filter((line) => /dm-0/.test(line))).toEqual([
      "3600a098000000000000000000000000a dm-0",
      "m9 (3600a098000000000000000000000000a) dm-0",
      "m10 (3600a098000000000000000000000000a) dm-0",
    ]);
  });

  it("stands out where a style is given, without changing where lines break", () => {
    const style = { ...plainStyle, good: (text: string) => `\u001b[32m${text}\u001b[39m` };
    const [map] = joinTopology({ liveMaps: [twoGroups()], paths, profileOf: () => "x", prioOf: () => 1 });
    const styled = renderTopologyTree(map === undefined ? [] : [map], { style, columns: 80 });
    const plain = renderTopologyTree(map === undefined ? [] : [map], { columns: 80 });
    expect(styled).not.toBe(plain);
    expect(styled.replaceAll("\u001b[32m", "").replaceAll("\u001b[39m", "")).toBe(plain);
  });
});
