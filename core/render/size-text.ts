/** 512-byte sectors in the largest unit that keeps a number before the point, as multipath prints them. */
export function sizeText(sectors: number): string {
  const units = ["K", "M", "G", "T", "P", "E"];
  let size = sectors / 2;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size.toFixed(size < 10 && size > 0 ? 1 : 0)}${units[unit]}`;
}
