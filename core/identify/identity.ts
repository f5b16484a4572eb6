import type { Designator } from "../decode/designator.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** One LUN in its spellings. A spelling that cannot be made is absent. */
export interface Identity {
  /** Ours, as multipath-tools makes it from VPD 83: `3600…`, `2…`, `8…`, `1…`. */
  readonly wwid?: string;
  /** As the kernel's `wwid` attribute ranks and prints it: `naa.…`, `eui.…`, `t10.…` or a bare SCSI name string. */
  readonly kernelId?: string;
  /** As scsi_id ranks and prints it (ID_SERIAL without sg3_utils' rules). */
  readonly scsiId?: string;
  /** As sg3_utils' rules rank and print it (ID_SERIAL with them). */
  readonly sg3Id?: string;
  /** Every designator of the logical unit in multipath-tools' spelling, best first. */
  readonly candidates: readonly string[];
  /** All designators of page 83, in the page's order. */
  readonly designators: readonly Designator[];
  /** Whether the best designator is one that vendors guarantee to be unique; false for NAA 3, all-zero ids and known defaults. */
  readonly unique: boolean;
  readonly findings: readonly Diagnostic[];
}
