import { anaStateOf } from "../decode/ana-log.ts";
import type { AccessState } from "../decode/rtpg.ts";
import { decodeRtpg } from "../decode/rtpg.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import {
  type DecodedIdentityPages,
  decodeIdentityPages,
  type IdentityPages,
  identify,
} from "../identify/identify.ts";
import type { Identity } from "../identify/identity.ts";
import { identifyNamespace } from "../identify/namespace.ts";
import { given } from "../values/given.ts";
import type { Access, PathFacts, RawPath } from "./path.ts";

export interface DecodedPath {
  readonly path: PathFacts;
  readonly findings: readonly Diagnostic[];
}

const accessStates: ReadonlySet<string> = new Set<AccessState>([
  "active/optimized",
  "active/non-optimized",
  "standby",
  "unavailable",
  "lba-dependent",
  "offline",
  "transitioning",
]);

/**
 * Decodes and identifies one path. Total: what cannot be read is absent in the facts and told in the findings, whose
 * subject is the kernel name. Vendor, product and revision are those of the INQUIRY bytes, else the kernel's; the
 * kernel's id is the one it shows, because another kernel may rank designators otherwise than ours; the access state is
 * that of REPORT TARGET PORT GROUPS where it was asked, else the kernel's.
 */
export function decodePath(raw: RawPath): DecodedPath {
  const { pages, attributes } = raw;
  const named = { inquiry: pages.inquiry, vpd80: pages["80"], vpd83: pages["83"] };
  const decoded = decodeIdentityPages(named);
  const identity = identityOf(raw, named, decoded);
  const inquiry = decoded.inquiry?.value;
  const serial = decoded.vpd80?.value.serial ?? trimEnd(attributes.serial);
  const vpd83 = decoded.vpd83?.value;
  const access = decodeAccess(raw, vpd83?.targetPortGroup);
  const handler = attributes.dh_state ?? "";
  const path: PathFacts = {
    dev: raw.dev,
    devt: raw.devt,
    hctl: raw.hctl,
    identity,
    vendor: nonEmpty(inquiry?.vendor) ?? trimEnd(attributes.vendor),
    product: nonEmpty(inquiry?.product) ?? trimEnd(attributes.model),
    revision: nonEmpty(inquiry?.revision) ?? trimEnd(attributes.rev),
    ...(serial === "" ? {} : { serial }),
    sectors: raw.sectors,
    logicalBlockSize: raw.logicalBlockSize,
    readOnly: raw.readOnly,
    tpgs: inquiry?.tpgs ?? "none",
    ...given({ tpg: vpd83?.targetPortGroup, relativePort: vpd83?.relativePort, access: access.access }),
    ...(handler === "" || handler === "detached" ? {} : { handler }),
    state: attributes.state ?? "",
    transport: raw.transport,
    ...given({
      fabric: attributes.fabric,
      targetNode: raw.targetNode,
      idSerial: raw.idSerial,
      properties: raw.properties,
      claimed: raw.claimed,
      suspect: raw.suspect,
      marginal: raw.marginal,
    }),
    holders: raw.holders,
  };
  const subject = raw.dev;
  const findings = identity.findings.map((finding) => ({
    ...finding,
    subject: `${subject} ${finding.subject}`,
  }));
  return { path, findings: [...findings, ...access.findings] };
}

function identityOf(
  { transport, attributes }: RawPath,
  pages: IdentityPages,
  decoded: DecodedIdentityPages,
): Identity {
  if (transport === "nvme") return identifyNamespace(attributes.wwid);
  return withKernelId(identify(pages, "T", decoded), attributes.wwid);
}

function withKernelId(identity: Identity, shown: string | undefined): Identity {
  const kernelId = nonEmpty(shown);
  return kernelId === undefined ? identity : { ...identity, kernelId };
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = trimEnd(text);
  return trimmed === "" ? undefined : trimmed;
}

/** As udev's $attr{} does: leading blanks are part of the string that profiles are matched with. */
function trimEnd(text = ""): string {
  return text.replace(/[\0\s]+$/, "");
}

interface DecodedAccess {
  readonly access?: Access;
  readonly findings: readonly Diagnostic[];
}

/** The state of this path's group; the kernel's own where the device did not tell. */
function decodeAccess(raw: RawPath, tpg: number | undefined): DecodedAccess {
  const fromKernel = kernelAccess(raw);
  const known = fromKernel === undefined ? {} : { access: fromKernel };
  if (raw.rtpg === undefined) return { ...known, findings: [] };
  if (raw.transport === "nvme") {
    const state = anaStateOf(raw.rtpg, Number(raw.attributes.nsid));
    return state === undefined
      ? { findings: [] }
      : { access: { state, preferred: false, source: "rtpg" }, findings: [] };
  }
  const { value, findings } = decodeRtpg(raw.rtpg);
  const named = findings.map((finding) => ({ ...finding, subject: `${raw.dev} ${finding.subject}` }));
  const group = value.groups.find((one) => one.group === tpg);
  if (group?.state !== undefined) {
    return {
      access: { state: group.state, preferred: group.preferred, source: "rtpg" },
      findings: named,
    };
  }
  const message =
    tpg === undefined
      ? "page 83 names no target port group of this path"
      : `REPORT TARGET PORT GROUPS tells no state of group ${tpg}`;
  return { ...known, findings: [...named, diagnose("path-access-unknown", raw.dev, message)] };
}

function kernelAccess({ attributes }: RawPath): Access | undefined {
  const state = attributes.access_state ?? "";
  if (!isAccessState(state)) return undefined;
  return { state, preferred: attributes.preferred_path === "1", source: "sysfs" };
}

function isAccessState(text: string): text is AccessState {
  return accessStates.has(text);
}
