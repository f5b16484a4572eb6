import type { Untrusted } from "../bytes/untrusted.ts";

/** What a designator names (SPC-6 7.7.6.1, ASSOCIATION). */
export type Association = "logical-unit" | "target-port" | "target-device" | "reserved";

/** How its bytes are to be read (SPC-6 7.7.6.1, CODE SET). */
export type CodeSet = "binary" | "ascii" | "utf8" | "reserved";

/** The header that all designators share (SPC-6 7.7.6.1). */
export interface DesignatorHeader {
  /** Byte offset of the header in the page. */
  readonly offset: number;
  readonly association: Association;
  readonly codeSet: CodeSet;
  /** PROTOCOL IDENTIFIER, present only where PIV says that it is valid. */
  readonly protocol?: number;
  /** DESIGNATOR TYPE as the page has it, 0 to 15. */
  readonly type: number;
  /** The designator itself, without its header. */
  readonly bytes: Uint8Array;
}

/** NAA values that SPC-6 7.7.6.6 defines for designators. */
export type Naa = 2 | 3 | 5 | 6;

/** The designator by type (SPC-6 7.7.6.3 to 7.7.6.13); `hex` is lower case without prefix. */
export type DesignatorBody =
  | { readonly kind: "vendor-specific"; readonly hex: string }
  | { readonly kind: "t10"; readonly vendor: Untrusted; readonly identifier: Untrusted }
  | { readonly kind: "eui-64"; readonly hex: string }
  | { readonly kind: "naa"; readonly naa: Naa; readonly hex: string }
  | { readonly kind: "relative-target-port"; readonly port: number }
  | { readonly kind: "target-port-group"; readonly group: number }
  | { readonly kind: "logical-unit-group"; readonly group: number }
  | { readonly kind: "md5"; readonly hex: string }
  | { readonly kind: "scsi-name"; readonly name: Untrusted }
  | { readonly kind: "protocol-specific"; readonly hex: string }
  | { readonly kind: "uuid"; readonly uuid: string }
  /** Reserved type, reserved NAA, or a length that the type does not have. Never an identity. */
  | { readonly kind: "malformed"; readonly hex: string };

export type Designator = DesignatorHeader & DesignatorBody;
