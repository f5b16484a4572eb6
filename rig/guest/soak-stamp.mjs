// soak-stamp.mjs   (QuickJS, in the guest)   what a block holds that soak-writer.mjs wrote.
export const BLOCK = 4096;

/** One line, again and again, so that any part of the block tells whose it is. Generation 0 is a block nobody wrote: zeroes. */
export function stamp(lun, place, generation) {
  const block = new Uint8Array(BLOCK);
  if (generation === 0) return block;
  const line = `lun ${lun} place ${place} generation ${generation}\n`;
  for (let at = 0; at < line.length; at++) block[at] = line.charCodeAt(at);
  // Doubled, since a loop over all bytes would keep the guest's processor busier than the writes do.
  for (let filled = line.length; filled < BLOCK; filled *= 2) block.copyWithin(filled, 0, filled);
  return block;
}
