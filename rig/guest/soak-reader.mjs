// soak-reader.mjs LUN DEVICE DIRECTORY   (QuickJS, in the guest)   compares every block of a disk with what soak-writer.mjs wrote
// down; prints a line for each that holds something else, a hundred at most.
import { BLOCK, stamp } from "./soak-stamp.mjs";

/* global os, std, scriptArgs */
const [lun, device, directory] = scriptArgs.slice(1);
const wanted = std.loadFile(`${directory}/${lun}`).trimEnd().split("\n");
const fd = os.open(device, os.O_RDONLY);
if (fd < 0) throw new Error(`${device} cannot be opened`);
const buffer = new ArrayBuffer(BLOCK);
/** By words of 32 bits: a loop over bytes would take four times as long. */
const words = new Int32Array(buffer);
let wrong = 0;
wanted.forEach((line, place) => {
  const got = os.read(fd, buffer, 0, BLOCK);
  const isRight = line.split(" ").some((generation) => {
    const right = new Int32Array(stamp(lun, place, Number(generation)).buffer);
    return words.every((word, at) => word === right[at]);
  });
  if (got === BLOCK && isRight) return;
  wrong++;
  if (wrong <= 100) {
    const text = String.fromCharCode(...new Uint8Array(buffer, 0, 60));
    std.out.puts(`${device}: place ${place}: wanted generation ${line}, got ${JSON.stringify(text)}\n`);
  }
});
os.close(fd);
std.exit(wrong === 0 ? 0 : 1);
