// map-reader.js MAP DIRECTORY   (QuickJS, in the guest)   reads a map from the moment it is there until DIRECTORY/stop is: a block
// every 50 ms, each from the disk. Then prints one line: how many were read, the errors, and the longest read, milliseconds.
/* global os, std, scriptArgs */
const [map, directory] = scriptArgs.slice(1);
const BLOCK = 4096;
const PAUSE = 50;
/** As open(2) has it on x86. */
const O_DIRECT = 0o40000;
/** The kernel wants an aligned buffer. One this large is a mapping of its own, which begins 16 bytes before what we get of it. */
const buffer = new ArrayBuffer(1 << 20);
const ALIGNED = BLOCK - 16;

const isStopped = () => os.stat(`${directory}/stop`)[1] === 0;
while (os.stat(`/dev/mapper/${map}`)[1] !== 0 && !isStopped()) os.sleep(PAUSE / 2);
let read = 0;
let errors = 0;
let longest = 0;
let place = 0;
const fd = os.open(`/dev/mapper/${map}`, os.O_RDONLY | O_DIRECT);
if (fd < 0) errors++;
while (!isStopped()) {
  place = (place + 1) % 256;
  const began = Date.now();
  os.seek(fd, place * BLOCK, std.SEEK_SET);
  if (os.read(fd, buffer, ALIGNED, BLOCK) === BLOCK) read++;
  else errors++;
  longest = Math.max(longest, Date.now() - began);
  os.sleep(PAUSE);
}
std.out.puts(`${read} ${errors} ${longest}\n`);
