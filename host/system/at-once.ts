/**
 * Does the same for all of some things, for `most` at the same time: each is a process with its pipes, and one that hangs takes its
 * whole time-out. Ends with the last of them.
 */
export async function doForAll<T>(
  things: readonly T[],
  most: number,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < things.length; at = next++) await work(things[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(most, things.length) }, worker));
}
