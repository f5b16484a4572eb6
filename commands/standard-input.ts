/** All of standard input, one character per byte: what is read so is ASCII, and anything else keeps its place. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("latin1");
}
