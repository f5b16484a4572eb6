import { Flags } from "@oclif/core";

/** The flag of read commands that lets them talk to devices. */
export const probeFlag = {
  probe: Flags.boolean({
    description: "ask the devices for their access states (REPORT TARGET PORT GROUPS)",
  }),
};
