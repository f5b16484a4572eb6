// soak-reader.js LUN DEVICE DIRECTORY   (QuickJS, in the guest)   compares every block of a disk with what soak-writer.js wrote
// down; prints a line for each that holds something else, ten at most.
/* global os, std, scriptArgs */
const [lun, device, directory] = scriptArgs.slice(1);
const BLOCK = 4096;
const wanted = std.loadFile(`${directory}/${lun}`).trimEnd().split("\n");
const fd = os.open(device, os.O_RDONLY);
if (fd < 0) throw new Error(`${device} cannot be opened`);
const buffer = new ArrayBuffer(BLOCK);
let wrong = 0;
wanted.forEach((line, place) => {
  const generations = line.split(" ").map(Number);
  const got = os.read(fd, buffer, 0, BLOCK);
  const text = String.fromCharCode(...new Uint8Array(buffer));
  const isRight = generations.some((generation) => {
    if (generation === 0) return /^\0*$/.test(text);
    const stamped = `lun ${lun} place ${place} generation ${generation}\n`;
    return text === stamped.repeat(Math.ceil(BLOCK / stamped.length)).slice(0, BLOCK);
  });
  if (got === BLOCK && isRight) return;
  wrong++;
  if (wrong <= 10)
    std.out.puts(
      `${device}: place ${place}: wanted generation ${line}, got ${JSON.stringify(text.slice(0, 60))}\n`,
    );
});
os.close(fd);
std.exit(wrong === 0 ? 0 : 1);
