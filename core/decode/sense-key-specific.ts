/**
 * What the three bytes of SENSE-KEY SPECIFIC say; which of these depends on the sense key (SPC-6 4.4.2.4).
 * A number that the bytes cannot hold is not made up: `other` carries the 23 bits as they are.
 */
export type SenseKeySpecific =
  /** ILLEGAL REQUEST: which byte, and bit where it is known, of the CDB or of the data-out buffer is wrong. */
  | {
      readonly kind: "field-pointer";
      readonly in: "CDB" | "parameter list";
      readonly byte: number;
      readonly bit?: number;
    }
  /** RECOVERED ERROR, HARDWARE ERROR and MEDIUM ERROR: how often the device has tried. */
  | { readonly kind: "actual-retry-count"; readonly retries: number }
  /** NO SENSE and NOT READY: how far an operation is, in 65536ths. */
  | { readonly kind: "progress"; readonly progress: number }
  /** COPY ABORTED: the byte of the segment or of the parameter list that is wrong. */
  | {
      readonly kind: "segment-pointer";
      readonly in: "segment descriptor" | "parameter list";
      readonly byte: number;
      readonly bit?: number;
    }
  /** UNIT ATTENTION: whether the device had to forget unit attentions. */
  | { readonly kind: "unit-attention-queue"; readonly overflow: boolean }
  | { readonly kind: "other"; readonly bits: number };

/** Decodes SENSE-KEY SPECIFIC of a sense key (SPC-6 4.4.2.4.2 and on); `field` is 24 bits without SKSV. */
export function decodeSenseKeySpecific(key: number, field: number): SenseKeySpecific {
  const low = field & 0xffff;
  // BPV, and the bit pointer beside it, stand in the first byte in both kinds of pointers.
  const bit = (field & 0x08_0000) === 0 ? {} : { bit: (field >> 16) & 0x07 };
  switch (key) {
    case 0x0:
    case 0x2:
      return { kind: "progress", progress: low };
    case 0x1:
    case 0x3:
    case 0x4:
      return { kind: "actual-retry-count", retries: low };
    case 0x5: {
      const place = (field & 0x40_0000) === 0 ? "parameter list" : "CDB";
      return { kind: "field-pointer", in: place, byte: low, ...bit };
    }
    case 0x6:
      return { kind: "unit-attention-queue", overflow: (field & 0x01_0000) !== 0 };
    case 0xa: {
      const place = (field & 0x20_0000) === 0 ? "parameter list" : "segment descriptor";
      return { kind: "segment-pointer", in: place, byte: low, ...bit };
    }
    default:
      return { kind: "other", bits: field };
  }
}

/** The same as a sentence. */
export function senseKeySpecificText(field: SenseKeySpecific): string {
  switch (field.kind) {
    case "field-pointer":
    case "segment-pointer": {
      const bit = field.bit === undefined ? "" : `, bit ${field.bit}`;
      return `byte ${field.byte}${bit} of the ${field.in} is wrong`;
    }
    case "actual-retry-count":
      return `the device has tried ${field.retries} times`;
    case "progress":
      return `${((field.progress * 100) / 0x1_0000).toFixed(1)} % are done`;
    case "unit-attention-queue":
      return field.overflow ? "unit attentions were lost" : "no unit attention was lost";
    default:
      return `${field.bits.toString(16).padStart(6, "0")}h`;
  }
}
