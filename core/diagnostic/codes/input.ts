import type { CodeEntry } from "../diagnostic.ts";

/** Errors in text that a person gives to be decoded. */
export const inputCodes = {
  "page-unknown": {
    severity: "error",
    hint: "Prefix what carries no page code with inquiry:, rtpg:, sense:, nvme-id-ctrl: or nvme-id-ns:.",
  },
  "hex-digit": {
    severity: "error",
    hint: "Correct the character at the offset given.",
  },
  "hex-odd": {
    severity: "error",
    hint: "Add the missing digit, or the leading zero, at the offset given.",
  },
  "hex-empty": {
    severity: "error",
    hint: "Give at least one pair of hex digits.",
  },
  "line-prefix": {
    severity: "error",
    hint: "Use inquiry:, rtpg:, sense:, nvme-id-ctrl: or nvme-id-ns:, or none.",
  },
} as const satisfies Record<string, CodeEntry>;
