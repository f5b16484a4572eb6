import { describe, expect, it } from "vitest";
import type { Decoded } from "../../../core/decode/decoded.ts";
import { decodeNvmeController, decodeNvmeNamespace } from "../../../core/decode/nvme-identify.ts";
import { decodeRtpg } from "../../../core/decode/rtpg.ts";
import { decodeSense } from "../../../core/decode/sense.ts";
import { decodeStandardInquiry } from "../../../core/decode/standard-inquiry.ts";
import { decodeVpd00 } from "../../../core/decode/vpd-00.ts";
import { decodeVpd80 } from "../../../core/decode/vpd-80.ts";
import { decodeVpd83 } from "../../../core/decode/vpd-83.ts";
import { decodeVpd86 } from "../../../core/decode/vpd-86.ts";
import { decodeVpdB0 } from "../../../core/decode/vpd-b0.ts";
import { decodeVpdB1 } from "../../../core/decode/vpd-b1.ts";
import { decodeVpdB2 } from "../../../core/decode/vpd-b2.ts";
import * as valid from "./valid-pages.ts";

interface Good {
  readonly title: string;
  readonly decode: (bytes: Uint8Array) => Decoded<object>;
  readonly page: Uint8Array;
  readonly fields: object;
}

const good: readonly Good[] = [
  {
    title: "standard INQUIRY data",
    decode: decodeStandardInquiry,
    page: valid.inquiry,
    fields: {
      peripheralType: 0,
      version: 6,
      tpgs: "both",
      multiPort: true,
      commandQueuing: true,
      vendor: "ACME",
      product: "Array LUN",
      revision: "1.02",
      versionDescriptors: [0x0460, 0x04c0],
    },
  },
  { title: "page 00", decode: decodeVpd00, page: valid.page00, fields: { pages: [0, 0x80, 0x83, 0xb0] } },
  { title: "page 80", decode: decodeVpd80, page: valid.page80, fields: { serial: "SERIAL-01" } },
  {
    title: "page 83",
    decode: decodeVpd83,
    page: valid.page83,
    fields: { targetPortGroup: 2, relativePort: 1 },
  },
  {
    title: "page 86",
    decode: decodeVpd86,
    page: valid.page86,
    fields: {
      supportedProtectionTypes: 7,
      guardCheck: true,
      simple: true,
      volatileCache: true,
      luIClear: true,
      referralsSupported: true,
      extendedSelfTestMinutes: 18,
      maximumSenseLength: 252,
    },
  },
  {
    title: "page b0",
    decode: decodeVpdB0,
    page: valid.pageB0,
    fields: {
      writeSameNonZero: true,
      maximumCompareAndWriteLength: 32,
      maximumTransferLength: 32768,
      maximumUnmapBlocks: 0xffffffff,
      unmapGranularityAlignment: 16,
      maximumWriteSameLength: 0xffffffn,
      atomicTransferGranularity: 16,
    },
  },
  {
    title: "page b1",
    decode: decodeVpdB1,
    page: valid.pageB1,
    fields: {
      rotation: { kind: "rotating", rpm: 7200 },
      nominalFormFactor: 3,
      zoned: 1,
      depopulationTime: 3600,
    },
  },
  {
    title: "page b2",
    decode: decodeVpdB2,
    page: valid.pageB2,
    fields: {
      thresholdExponent: 16,
      unmap: true,
      writeSame10: true,
      readsZeros: 1,
      provisioning: "thin",
      minimumPercentage: 10,
      thresholdPercentage: 5,
      group: { kind: "naa", hex: "50050763c8012345" },
    },
  },
  {
    title: "RTPG with the length-only header",
    decode: decodeRtpg,
    page: valid.rtpg,
    fields: {
      format: "length-only",
      groups: [
        { group: 1, state: "active/optimized", preferred: true, status: "implicitly", ports: [1, 2] },
        { group: 2, state: "standby", preferred: false, status: "by-command", ports: [3, 4] },
      ],
    },
  },
  {
    title: "RTPG with the extended header",
    decode: decodeRtpg,
    page: valid.rtpgExtended,
    fields: {
      format: "extended",
      implicitTransitionTime: 60,
      groups: [{ group: 7, state: "transitioning", vendorSpecific: 0xaa, ports: [9] }],
    },
  },
  {
    title: "fixed sense data",
    decode: decodeSense,
    page: valid.senseFixed,
    fields: {
      format: "fixed",
      deferred: false,
      keyText: "unit attention",
      text: "asymmetric access state changed",
      information: 0x1000n,
      senseKeySpecific: 3,
    },
  },
  {
    title: "descriptor sense data",
    decode: decodeSense,
    page: valid.senseDescriptor,
    fields: {
      format: "descriptor",
      keyText: "illegal request",
      text: "invalid field in CDB",
      information: 0x1000n,
      commandSpecific: 7n,
      senseKeySpecific: 0x400003,
      fieldReplaceableUnit: 0x42,
    },
  },
  {
    title: "NVMe Identify Controller",
    decode: decodeNvmeController,
    page: valid.nvmeController,
    fields: {
      vendorId: 0x144d,
      serial: "NVME-SERIAL-01",
      model: "Fabric Array",
      firmware: "2.1",
      multiPort: true,
      multiController: true,
      anaReporting: true,
      anaTransitionTime: 10,
      anaGroupMaximum: 64,
      anaGroupCount: 32,
      namespaces: 1024,
      version: "2.0.0",
      subsystemNqn: "nqn.2014-08.org.example:array",
    },
  },
  {
    title: "NVMe Identify Namespace",
    decode: decodeNvmeNamespace,
    page: valid.nvmeNamespace,
    fields: {
      size: 0x100000n,
      capacity: 0x80000n,
      blockSize: 4096,
      metadataSize: 0,
      shared: true,
      anaGroup: 3,
      writeProtected: true,
      nguid: "00112233445566778899aabbccddeeff",
      eui64: "0025b5a1b2c3d4e5",
    },
  },
];

describe("a well formed page", () => {
  it.each(good)("decodes without a finding: $title", ({ decode, page, fields }) => {
    const { value, findings } = decode(page);
    expect(findings).toEqual([]);
    expect(value).toMatchObject(fields);
  });

  it.each(good)("has findings and no wrong field at every truncation: $title", ({ decode, page }) => {
    const whole = decode(page).value;
    const step = page.length > 1000 ? 37 : 1;
    for (let length = 0; length < page.length; length += step) {
      const { value, findings } = decode(page.subarray(0, length));
      expect(findings.length, `${length} bytes`).toBeGreaterThan(0);
      for (const [key, field] of Object.entries(value)) {
        if (typeof field === "number")
          expect(field, `${key} of ${length} bytes`).toBe(Reflect.get(whole, key));
      }
    }
  });
});
