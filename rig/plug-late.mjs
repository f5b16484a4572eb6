#!/usr/bin/env node
/**
 * plug-late.mjs SOCKET [MILLISECONDS DEVICE]…   plugs devices into a machine while it boots, each so long after this began: words of
 * QEMU's -device, told to its monitor.
 */
import { existsSync } from "node:fs";
import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const [socket, ...words] = process.argv.slice(2);
const began = Date.now();
const devices = [];
for (let at = 0; at + 1 < words.length; at += 2)
  devices.push({ after: Number(words[at]), device: words[at + 1] });
devices.sort((a, b) => a.after - b.after);

/** The arguments of device_add for words of -device. */
function argumentsOf(device) {
  const [driver, ...options] = device.split(",");
  const pairs = options.map((option) => option.split(/=(.*)/s).slice(0, 2));
  const typed = pairs.map(([key, value]) => [key, /^(scsi-id|lun)$/.test(key) ? Number(value) : value]);
  return { driver, ...Object.fromEntries(typed), "share-rw": true };
}

while (!existsSync(socket)) await sleep(50);
const monitor = createConnection(socket);
// The machine may be off before its last disk comes.
monitor.on("error", () => process.exit(0));
monitor.on("close", () => process.exit(0));
monitor.on("data", (data) => {
  if (data.includes('"error"')) process.stderr.write(`plug-late: ${data}`);
});
monitor.write('{"execute":"qmp_capabilities"}\n');
for (const { after, device } of devices) {
  await sleep(Math.max(0, began + after - Date.now()));
  monitor.write(`${JSON.stringify({ execute: "device_add", arguments: argumentsOf(device) })}\n`);
}
await sleep(1_000);
monitor.end();
