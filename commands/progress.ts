/** How long work may take before anybody is told that it goes on, milliseconds. */
const PATIENCE = 400;
const ERASE_LINE = "\r\u001b[K";

/** Waits for work; says on a terminal, once it takes long, what is waited for, and takes that back at the end. */
export async function withProgress<T>(what: string, quiet: boolean, work: Promise<T>): Promise<T> {
  if (quiet || !process.stderr.isTTY || process.env.TERM === "dumb") return await work;
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    process.stderr.write(`pathplug: ${what} …`);
  }, PATIENCE);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (isShown) process.stderr.write(ERASE_LINE);
  }
}
