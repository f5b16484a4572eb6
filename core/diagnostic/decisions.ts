/**
 * Every kind of decision that is told to the journal, with the constant MESSAGE_ID (128 bits) that `journalctl MESSAGE_ID=…`
 * finds it by. An id is never changed and never used for anything else; units/pathplug.catalog explains each.
 */
export const messageIds = {
  armed: "2cd4af0ddf0b46189b75b60965b99151",
  "stands-back": "134bfd9dafd04befafcf669e49a78eb2",
  left: "abbef18e6eac488b81cf3daee3c3d53a",
  "in-doubt": "4c7ec09bba3f49a0b678a1c0b56462f7",
  "given-back": "bdfbf239f41c40b38b6e50aa6ddf1c19",
  registered: "d2861e7c7e644706823533583eba03b6",
  "not-registered": "5f21e7a4b8984e2d8eea2d07ab94b72d",
  created: "39a1fbbd22e342f7a519f7e3d4303c56",
  reloaded: "642dabb0e0934661a92c5e32077509d9",
  resized: "bd4c8cccc5994c10bc9afc03059a1656",
  resumed: "765d3255eadb050cb3d65b1dc6d74d8c",
  renamed: "7c0df518ff494d99bd4d00d7c522e3c4",
  "not-named": "aea65289355f42b195e84cc0ec443300",
  removed: "e20911bc1e4b430a99a954bff11bab38",
  "removed-by-others": "7b4bc7e4e09745bfa407306820c71467",
  "group-switched": "d6617fffd7964506bb6e390481ced038",
  "exposed-passive": "0e28a71006e94371bff6401927ebae55",
  refused: "43ab3d192a1a418bb9b6184702887fc1",
  "tried-again": "3c4b7ec1dcce4503bf85d29b3b5211de",
  failed: "d3b227ebe545417ca5ef0e47890cfe3d",
  parked: "f30f497f5754497490034f35abbdb89b",
  "not-ready": "a75ce6b78ac04d78b10a01ea19da8186",
  "path-failed": "4913054910d84795918d71e447a413b8",
  "path-reinstated": "dc7fbdfc8259422d8862cf438e13e51c",
  "path-marginal": "9232b3ce8f53458282ad68c3fcae5eca",
  "path-trusted": "4aeff8428d5842b3a82eda137992268e",
  "queueing-ended": "5977f679ed0649f0ba5f99b621cc472a",
  "queueing-again": "831cfd3cafa546c9a1583c249a877c69",
  "not-owned": "31583fa337df46b79fd8a472f78644bd",
  fallback: "07328020e1fd4c2eb7fb8d863860447c",
  "iopolicy-set": "ee2a5cf232c74d339fe509a34551b708",
  "wwids-not-written": "cdfbc2fbff6843d085650707243a922a",
  "worker-failed": "16121c9ace40470a994424a4db380951",
} as const satisfies Readonly<Record<string, string>>;

export type DecisionKind = keyof typeof messageIds;

/** What was decided, and about what: the fields of a journal entry beside its text. */
export interface Decision {
  readonly kind: DecisionKind;
  /** Code of the diagnostic that it follows from. */
  readonly code?: string;
  readonly wwid?: string;
  /** Name of the map. */
  readonly map?: string;
  /** Kernel names of the disks. */
  readonly devs?: readonly string[];
}
