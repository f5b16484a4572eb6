// soak-writer.mjs LUN DEVICE BLOCKS DIRECTORY   (QuickJS, in the guest)   writes to a map until DIRECTORY/stop is there, one block
// after the other at random places, each with LUN, place and generation; then writes down what each block has to hold.
//
// DIRECTORY/LUN: for each block the generation that was written last, or two where a write failed: then either may be there.
// DIRECTORY/LUN.image: all blocks as they were written last, for cmp. DIRECTORY/LUN.times: when that was begun, milliseconds of the clock.
import { BLOCK, stamp } from "./soak-stamp.mjs";

/* global os, std, scriptArgs */
const [lun, device, blockCount, directory] = scriptArgs.slice(1);
/** As open(2) has it on x86 and Arm: what write returns is on the device. */
const O_SYNC = 0o4010000;
/** Milliseconds between two writes. Each wakes the guest, and waking an emulated one costs more than the write. */
const PAUSE = 100;

const count = Number(blockCount);
const wanted = Array.from({ length: count }, () => [0]);
const fd = os.open(device, os.O_RDWR | O_SYNC);
if (fd < 0) throw new Error(`${device} cannot be opened`);
const times = new Array(count).fill(0);
let errors = 0;
let written = 0;
let longest = 0;
while (os.stat(`${directory}/stop`)[1] !== 0) {
  const place = Math.floor(Math.random() * count);
  const generation = Math.max(...wanted[place]) + 1;
  const began = Date.now();
  times[place] = began;
  os.seek(fd, place * BLOCK, std.SEEK_SET);
  const isWritten = os.write(fd, stamp(lun, place, generation).buffer, 0, BLOCK) === BLOCK;
  longest = Math.max(longest, Date.now() - began);
  wanted[place] = isWritten ? [generation] : [...wanted[place], generation];
  if (isWritten) written++;
  else errors++;
  os.sleep(PAUSE);
}
os.close(fd);
const file = std.open(`${directory}/${lun}`, "w");
for (const generations of wanted) file.puts(`${generations.join(" ")}\n`);
file.close();
const begun = std.open(`${directory}/${lun}.times`, "w");
begun.puts(`${times.join("\n")}\n`);
begun.close();
const image = std.open(`${directory}/${lun}.image`, "wb");
wanted.forEach((generations, place) => {
  image.write(stamp(lun, place, generations.at(-1)).buffer, 0, BLOCK);
});
image.close();
std.out.puts(`lun ${lun}: ${written} written, ${errors} errors, longest ${longest} ms\n`);
