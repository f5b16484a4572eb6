import type { NvmeNamespace, NvmePath, NvmeSubsystem } from "../topology/nvme-subsystem.ts";
import { sizeText } from "./size-text.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/**
 * NVMe subsystems that the kernel multipaths, as a tree: subsystem, I/O policy, namespaces, and of each its paths with controller,
 * transport, address, state of the controller and ANA state.
 */
export function renderNvmeTree(subsystems: readonly NvmeSubsystem[], style: TreeStyle): string {
  return subsystems
    .flatMap(({ name, nqn, model, firmware, iopolicy, namespaces }) => [
      `${style.strong(terminalText(name))} (${terminalText(nqn)}) NVMe, ${terminalText(model)}, ${terminalText(firmware)}`,
      `iopolicy=${terminalText(iopolicy)} multipathed by the kernel`,
      ...namespaces.flatMap((namespace, index) =>
        renderNamespace(namespace, index === namespaces.length - 1, style),
      ),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function renderNamespace(
  { dev, wwid, nsid, sectors, paths }: NvmeNamespace,
  isLast: boolean,
  style: TreeStyle,
): readonly string[] {
  const head = `${terminalText(dev)} (${terminalText(wwid)}) nsid=${terminalText(nsid)} size=${sizeText(sectors)}`;
  const stem = isLast ? "  " : "| ";
  return [
    `${isLast ? "`-+-" : "|-+-"} ${head}`,
    ...paths.map(
      (path, index) => `${stem}${index === paths.length - 1 ? "`-" : "|-"} ${renderPath(path, style)}`,
    ),
  ];
}

function renderPath(
  { dev, controller, transport, address, state, anaState = "" }: NvmePath,
  { good, bad, dim }: TreeStyle,
): string {
  const colour = anaState === "optimized" ? good : anaState === "non-optimized" ? dim : bad;
  return [
    terminalText(dev),
    terminalText(controller),
    terminalText(transport),
    terminalText(address),
    (state === "live" ? good : bad)(terminalText(state)),
    ...(anaState === "" ? [] : [colour(terminalText(anaState))]),
  ].join(" ");
}
