import { expect, it } from "vitest";
import { untrustedText } from "../../../core/bytes/untrusted.ts";
import type { Transport } from "../../../core/profile/profile.ts";
import { isHeldElsewhere } from "../../../host/own/initiators.ts";
import { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";

const host = new SimulatedMachine({
  "/sys/class/fc_host/host3/port_name": "0x21000024FF45A1B2\n",
  "/sys/class/iscsi_session/session1/initiatorname": "iqn.2026-01.org.example:one\n",
}).system();
const bare = new SimulatedMachine().system();
const holding = (initiator: string) => [
  { key: 0xa1n, initiator: untrustedText("2100000000000000") },
  { key: 0xa1n, initiator: untrustedText(initiator), holds: "exclusive-access-registrants-only" as const },
];

it.each<[string, typeof host, string, readonly Transport[], boolean]>([
  ["a port of this host", host, "21000024ff45a1b2", ["fc", "fc"], false],
  ["another port", host, "21000024ff45a1b3", ["fc", "fc"], true],
  ["a session of this host", host, "iqn.2026-01.org.example:one,i,0x00023d000001", ["iscsi"], false],
  ["another initiator", host, "iqn.2026-01.org.example:two,i,0x00023d000001", ["iscsi"], true],
  ["nobody knows who, on a transport without names", host, "21000024ff45a1b3", ["unspecified"], false],
  ["nobody knows who, over several transports", host, "21000024ff45a1b3", ["fc", "iscsi"], false],
  ["nobody knows who, where sysfs has no name", bare, "21000024ff45a1b3", ["fc"], false],
])("a reservation is held by %s", (_, system, initiator, transports, is) => {
  expect(isHeldElsewhere(system, holding(initiator), transports)).toBe(is);
});
