/**
 * Puts generated lines into a script: a line `# generated: NAME`, indented as they are to be, becomes the lines of that
 * name. A name without lines, and lines without a name, are mistakes of the build.
 */
export function fillFrame(frame: string, generated: Readonly<Record<string, readonly string[]>>): string {
  const unused = new Set(Object.keys(generated));
  const text = frame.replace(/^( *)# generated: (\S+)$/gm, (_, indent: string, name: string) => {
    const lines = generated[name];
    if (lines === undefined) throw new Error(`the frame asks for ${name}, which is not generated`);
    unused.delete(name);
    return lines.map((line) => (line === "" ? line : `${indent}${line}`)).join("\n");
  });
  if (unused.size > 0) throw new Error(`the frame has no place for ${[...unused].join(", ")}`);
  return text;
}
