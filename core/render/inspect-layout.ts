import type { PageName } from "./inspect-page.ts";

/** A run of bytes of a page, and the fields of its JSON that they carry; without one, `label` names it. */
export interface LayoutField {
  readonly offset: number;
  readonly length: number;
  readonly keys: readonly string[];
  readonly label?: string;
}

function fields(offset: number, length: number, ...keys: readonly string[]): LayoutField {
  return { offset, length, keys };
}

function labelled(offset: number, length: number, label: string): LayoutField {
  return { offset, length, keys: [], label };
}

const VPD_HEADER: readonly LayoutField[] = [
  labelled(0, 1, "peripheral qualifier and type"),
  labelled(1, 1, "page code"),
  labelled(2, 2, "page length"),
];

/**
 * Where the fields of fixed form stand, for the hex ruler; the clauses are with the decoders. Lists of descriptors
 * (83, rtpg) are laid out by their own offsets.
 */
export const layouts: Readonly<Record<PageName, readonly LayoutField[]>> = {
  inquiry: [
    fields(0, 1, "peripheralQualifier", "peripheralType"),
    fields(1, 1, "removable"),
    fields(2, 1, "version"),
    labelled(3, 1, "response data format"),
    labelled(4, 1, "additional length"),
    fields(5, 1, "tpgs", "thirdPartyCopy", "protect"),
    fields(6, 1, "enclosureServices", "multiPort"),
    fields(7, 1, "commandQueuing"),
    fields(8, 8, "vendor"),
    fields(16, 16, "product"),
    fields(32, 4, "revision"),
    labelled(36, 20, "vendor specific"),
    fields(58, 16, "versionDescriptors"),
  ],
  "00": [...VPD_HEADER, fields(4, 255, "pages")],
  "80": [...VPD_HEADER, fields(4, 255, "serial")],
  "83": VPD_HEADER,
  "86": [
    ...VPD_HEADER,
    fields(4, 1, "supportedProtectionTypes", "guardCheck", "applicationTagCheck", "referenceTagCheck"),
    fields(5, 1, "headOfQueue", "ordered", "simple", "priority"),
    fields(6, 1, "volatileCache", "nonVolatileCache"),
    fields(7, 1, "luIClear"),
    fields(8, 1, "referralsSupported"),
    fields(10, 2, "extendedSelfTestMinutes"),
    fields(13, 1, "maximumSenseLength"),
  ],
  b0: [
    ...VPD_HEADER,
    fields(4, 1, "writeSameNonZero"),
    fields(5, 1, "maximumCompareAndWriteLength"),
    fields(6, 2, "optimalTransferGranularity"),
    fields(8, 4, "maximumTransferLength"),
    fields(12, 4, "optimalTransferLength"),
    fields(16, 4, "maximumPrefetchLength"),
    fields(20, 4, "maximumUnmapBlocks"),
    fields(24, 4, "maximumUnmapDescriptors"),
    fields(28, 4, "optimalUnmapGranularity"),
    fields(32, 4, "unmapGranularityAlignment"),
    fields(36, 8, "maximumWriteSameLength"),
    fields(44, 4, "maximumAtomicTransferLength"),
    fields(48, 4, "atomicAlignment"),
    fields(52, 4, "atomicTransferGranularity"),
  ],
  b1: [
    ...VPD_HEADER,
    fields(4, 2, "rotation"),
    fields(6, 1, "productType"),
    fields(7, 1, "nominalFormFactor"),
    fields(8, 1, "zoned", "forceUnitAccessBehaviour", "verifyByteCheckUnmapped"),
    fields(12, 4, "depopulationTime"),
  ],
  b2: [
    ...VPD_HEADER,
    fields(4, 1, "thresholdExponent"),
    fields(5, 1, "unmap", "writeSame16", "writeSame10", "readsZeros", "anchored"),
    fields(6, 1, "minimumPercentage", "provisioning"),
    fields(7, 1, "thresholdPercentage"),
    fields(8, 255, "group"),
  ],
  rtpg: [labelled(0, 4, "return data length")],
  sense: [fields(0, 1, "format", "deferred")],
  "nvme-id-ctrl": [
    fields(0, 2, "vendorId"),
    fields(2, 2, "subsystemVendorId"),
    fields(4, 20, "serial"),
    fields(24, 40, "model"),
    fields(64, 8, "firmware"),
    fields(76, 1, "multiPort", "multiController", "anaReporting"),
    fields(78, 2, "controllerId"),
    fields(80, 4, "version"),
    fields(342, 1, "anaTransitionTime"),
    fields(343, 1, "anaCapabilities"),
    fields(344, 4, "anaGroupMaximum"),
    fields(348, 4, "anaGroupCount"),
    fields(516, 4, "namespaces"),
    fields(768, 256, "subsystemNqn"),
  ],
  "nvme-id-ns": [
    fields(0, 8, "size"),
    fields(8, 8, "capacity"),
    fields(16, 8, "utilization"),
    fields(25, 2, "blockSize", "metadataSize"),
    fields(30, 1, "shared"),
    fields(92, 4, "anaGroup"),
    fields(99, 1, "writeProtected"),
    fields(104, 16, "nguid"),
    fields(120, 8, "eui64"),
  ],
};

const SENSE_FIXED: readonly LayoutField[] = [
  fields(2, 1, "key", "keyText", "filemark", "endOfMedium", "incorrectLength"),
  fields(3, 4, "information"),
  labelled(7, 1, "additional sense length"),
  fields(8, 4, "commandSpecific"),
  fields(12, 2, "asc", "ascq", "text"),
  fields(14, 1, "fieldReplaceableUnit"),
  fields(15, 3, "senseKeySpecific"),
];

const SENSE_DESCRIPTOR: readonly LayoutField[] = [
  fields(1, 1, "key", "keyText"),
  fields(2, 2, "asc", "ascq", "text"),
  labelled(7, 1, "additional sense length"),
];

/** The layout of a page whose JSON is `json`: the fixed part, and what its lists and formats add. */
export function layoutOf(page: PageName, json: Readonly<Record<string, unknown>>): readonly LayoutField[] {
  const fixed = layouts[page];
  if (page === "83") return [...fixed, ...listOf(json.designators).flatMap(designatorFields)];
  if (page === "rtpg") return [...fixed, ...rtpgFields(json)];
  if (page === "sense" && json.format !== "unknown") {
    if (json.format === "fixed") return [...fixed, ...SENSE_FIXED];
    return [...fixed, ...SENSE_DESCRIPTOR, ...listOf(json.descriptors).map(senseDescriptorFields)];
  }
  return fixed;
}

type Json = Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function designatorFields(designator: Json, index: number): readonly LayoutField[] {
  const at = Number(designator.offset);
  const length = String(designator.bytes).length / 2;
  return [
    { offset: at, length: 4, keys: [`designators.${index}.association`, `designators.${index}.codeSet`] },
    { offset: at + 4, length, keys: [`designators.${index}`], label: String(designator.kind) },
  ];
}

function senseDescriptorFields({ offset, length, kind }: Json, index: number): LayoutField {
  const at = Number(offset);
  return { offset: at, length: 2 + Number(length), keys: [`descriptors.${index}`], label: String(kind) };
}

function rtpgFields(json: Json): readonly LayoutField[] {
  const header = json.format === "extended" ? [fields(4, 4, "format", "implicitTransitionTime")] : [];
  const groups = listOf(json.groups).flatMap((group, index) => {
    const at = Number(group.offset);
    const key = (name: string) => `groups.${index}.${name}`;
    const ports = listOf(group.ports).length;
    return [
      { offset: at, length: 1, keys: [key("state"), key("preferred")] },
      { offset: at + 1, length: 1, keys: [key("supported")] },
      { offset: at + 2, length: 2, keys: [key("group")] },
      { offset: at + 5, length: 1, keys: [key("status")] },
      ...(ports > 0 ? [{ offset: at + 8, length: 4 * ports, keys: [key("ports")] }] : []),
    ];
  });
  return [...header, ...groups];
}
