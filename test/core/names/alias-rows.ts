/** An answer of multipath-tools, in the shape of the shared rows. */
export type AliasRow =
  | {
      readonly test: string;
      readonly fn: "format";
      readonly id: number;
      readonly buflen: number;
      readonly prefix: string;
      readonly alias: string | null;
    }
  | {
      readonly test: string;
      readonly fn: "scan";
      readonly alias: string;
      readonly prefix: string | null;
      readonly id: number;
    }
  | {
      readonly test: string;
      readonly fn: "lookup";
      readonly bindings: string;
      readonly existing_maps: string;
      readonly wwid: string;
      readonly prefix: string | null;
      readonly free_id: number;
      readonly alias: string | null;
    }
  | {
      readonly test: string;
      readonly fn: "get_user_friendly_alias";
      readonly bindings: string;
      readonly existing_maps: string;
      readonly wwid: string;
      readonly alias_old: string;
      readonly prefix: string;
      readonly read_only: boolean;
      readonly alias: string | null;
    };

/** A handful of rows of our own, for where the shared ones are absent. */
export const ownAliasRows: readonly AliasRow[] = [
  { test: "z", fn: "format", id: 26, buflen: 32, prefix: "mpath", alias: "mpathz" },
  { test: "aa", fn: "format", id: 27, buflen: 32, prefix: "mpath", alias: "mpathaa" },
  { test: "zz", fn: "scan", alias: "mpathzz", prefix: "mpath", id: 702 },
  { test: "too large", fn: "scan", alias: "mpathfxshrxx", prefix: "mpath", id: -1 },
  {
    test: "a gap",
    fn: "lookup",
    bindings: "mpatha W0\nmpathc W2\n",
    existing_maps: "mpathb=W9\n",
    wwid: "W1",
    prefix: "mpath",
    free_id: 4,
    alias: null,
  },
  {
    test: "the old name is another's",
    fn: "get_user_friendly_alias",
    bindings: "mpathz W9\n",
    existing_maps: "mpatha=W8\n",
    wwid: "W1",
    alias_old: "mpathz",
    prefix: "mpath",
    read_only: false,
    alias: "mpathb",
  },
];
