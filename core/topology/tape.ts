import type { Identity } from "../identify/identity.ts";

/** One node of a tape or a medium changer: one path by which it is reached. */
export interface TapeNode {
  /** Kernel name: `nst0`, `sg3`, `sch0`. */
  readonly dev: string;
  readonly devt: string;
  readonly hctl: string;
  readonly kind: "tape" | "changer";
  readonly identity: Identity;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  /** State of its SCSI device: `running`, `offline`, `transport-offline`, … */
  readonly state: string;
  /** Its links below /dev by the udev database, and their priority. */
  readonly links: readonly string[];
  readonly priority: number;
}

/** A link to a tape, and the kernel name that it leads to; absent where that is not known. */
export interface TapeLink {
  readonly name: string;
  readonly leadsTo?: string;
}

/** What kind of node it is, without its number: paths to one device are compared by like nodes. */
const kindOf = ({ dev }: TapeNode): string => dev.replace(/\d+$/, "");

/** The nodes by which the same device is reached in the same way: itself, and those of its other paths. */
export function tapePaths(nodes: readonly TapeNode[], node: TapeNode): readonly TapeNode[] {
  const { kernelId } = node.identity;
  if (kernelId === undefined) return [node];
  return nodes.filter((each) => kindOf(each) === kindOf(node) && each.identity.kernelId === kernelId);
}

/**
 * The node that a person means: by kernel name (of any mode of a tape: `st0`, `nst0a`), number, H:C:T:L, link, or an id of the
 * device, which stands for a path that works.
 */
export function findTape(nodes: readonly TapeNode[], word: string): TapeNode | undefined {
  const plain = /^(n?st\d+)[alm]$/.exec(word)?.[1] ?? word.replace(/^\/dev\//, "");
  const named = nodes.find(({ dev, devt, hctl }) => [dev, devt, hctl].includes(plain));
  if (named !== undefined) return named;
  const linked = nodes.filter(({ links }) => links.includes(plain));
  const meant = linked.length > 0 ? linked : nodes.filter(({ identity }) => isNamed(identity, plain));
  return meant.reduce<TapeNode | undefined>(
    (best, node) => (best !== undefined && best.priority >= node.priority ? best : node),
    undefined,
  );
}

function isNamed({ wwid, kernelId, candidates }: Identity, word: string): boolean {
  return wwid === word || kernelId === word || candidates.includes(word);
}
