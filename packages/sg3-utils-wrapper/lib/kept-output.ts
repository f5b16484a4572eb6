import type { Readable } from "node:stream";

/**
 * Keeps what comes on a stream, and tells once, by `exceeded`, that it is more than `limit` bytes; nothing is kept then. What is
 * kept so far is given by the function returned. execa's own limit makes a message of all that it has kept, and ends Node where
 * that is long and no text.
 */
export function keepOutput(stream: Readable, limit: number, exceeded: () => void): () => Uint8Array {
  let chunks: Uint8Array[] = [];
  let size = 0;
  stream.on("data", (chunk: Uint8Array) => {
    if (size > limit) return;
    size += chunk.length;
    chunks.push(chunk);
    if (size <= limit) return;
    chunks = [];
    exceeded();
  });
  return () => {
    const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  };
}
