/** One way to a namespace that the kernel multipaths: a controller of its own. */
export interface NvmePath {
  /** Kernel name of the hidden disk, `nvme0c1n1`. */
  readonly dev: string;
  /** `nvme1`. */
  readonly controller: string;
  /** As sysfs spells it: live, connecting, resetting, deleting … */
  readonly state: string;
  /** tcp, rdma, fc, pcie, loop. */
  readonly transport: string;
  /** As the kernel prints it: `traddr=…,trsvcid=…`, or a PCI address. */
  readonly address: string;
  /** optimized, non-optimized, inaccessible, persistent-loss, change; absent where the subsystem knows no ANA. */
  readonly anaState?: string;
}

/** A namespace as the kernel shows it: one disk for all its paths. */
export interface NvmeNamespace {
  /** `nvme0n1`. */
  readonly dev: string;
  readonly wwid: string;
  readonly nsid: string;
  /** 512-byte sectors. */
  readonly sectors: number;
  readonly paths: readonly NvmePath[];
}

/** An NVMe subsystem with namespaces that the kernel multipaths itself. */
export interface NvmeSubsystem {
  /** `nvme-subsys0`. */
  readonly name: string;
  readonly nqn: string;
  readonly model: string;
  readonly firmware: string;
  /** How the kernel chooses among optimized paths: numa, round-robin, queue-depth. */
  readonly iopolicy: string;
  readonly namespaces: readonly NvmeNamespace[];
}

/** What a word names of some subsystems: one by its name or NQN, or the namespace of a disk, of a path, or with an id. */
export function selectNvme(subsystems: readonly NvmeSubsystem[], word: string): readonly NvmeSubsystem[] {
  return subsystems.flatMap((subsystem) => {
    if (subsystem.name === word || subsystem.nqn === word) return [subsystem];
    const namespaces = subsystem.namespaces.filter(({ dev, wwid, paths }) =>
      [dev, wwid, ...paths.map((path) => path.dev)].includes(word),
    );
    return namespaces.length === 0 ? [] : [{ ...subsystem, namespaces }];
  });
}
