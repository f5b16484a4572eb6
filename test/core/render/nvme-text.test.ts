import { expect, it } from "vitest";
import { renderNvmeTree } from "../../../core/render/nvme-text.ts";
import { plainStyle } from "../../../core/render/topology-text.ts";
import { type NvmeSubsystem, selectNvme } from "../../../core/topology/nvme-subsystem.ts";

const path = (controller: number, anaState?: string) => ({
  dev: `nvme0c${controller}n1`,
  controller: `nvme${controller}`,
  state: "live",
  transport: "tcp",
  address: `traddr=192.0.2.1,trsvcid=${4420 + controller}`,
  ...(anaState === undefined ? {} : { anaState }),
});
const namespace = { dev: "nvme0n1", wwid: "uuid.1", nsid: "1", sectors: 131072 };
const subsystem: NvmeSubsystem = {
  name: "nvme-subsys0",
  nqn: "nqn.2026-01.test:shop",
  model: "ACME\u001b[31m Rocket",
  firmware: "1.0",
  iopolicy: "numa",
  namespaces: [
    { ...namespace, paths: [path(0, "optimized"), path(1, "non-optimized")] },
    { ...namespace, dev: "nvme0n2", wwid: "uuid.2", nsid: "2", paths: [{ ...path(1), state: "connecting" }] },
  ],
};

it("a subsystem is a tree of namespaces and paths, with what devices say escaped", () => {
  expect(
    renderNvmeTree([subsystem], plainStyle),
  ).toBe(`nvme-subsys0 (nqn.2026-01.test:shop) NVMe, ACME\\x1b[31m Rocket, 1.0
iopolicy=numa multipathed by the kernel
|-+- nvme0n1 (uuid.1) nsid=1 size=64M
| |- nvme0c0n1 nvme0 tcp traddr=192.0.2.1,trsvcid=4420 live optimized
| \`- nvme0c1n1 nvme1 tcp traddr=192.0.2.1,trsvcid=4421 live non-optimized
\`-+- nvme0n2 (uuid.2) nsid=2 size=64M
  \`- nvme0c1n1 nvme1 tcp traddr=192.0.2.1,trsvcid=4421 connecting
`);
});

it.each([
  ["nvme-subsys0", 2],
  ["nqn.2026-01.test:shop", 2],
  ["nvme0n2", 1],
  ["uuid.1", 1],
  ["nvme0c0n1", 1],
  ["sda", 0],
])("%s names %i of its namespaces", (word, count) => {
  expect(selectNvme([subsystem], word).flatMap(({ namespaces }) => namespaces)).toHaveLength(count);
});
