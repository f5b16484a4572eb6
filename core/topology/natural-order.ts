/**
 * Compares names as people order them: runs of digits count as numbers (sd10 after sd2, 2:0:0:0 before 10:0:0:0), and
 * disks come first and as the kernel counts them (sdz before sdaa). Total; 0 only for equal texts.
 */
export function naturalOrder(a: string, b: string): number {
  const diskA = DISK.exec(a);
  const diskB = DISK.exec(b);
  if (diskA !== null && diskB !== null) return compareDisks(diskA, diskB);
  if (diskA !== null || diskB !== null) return diskA !== null ? -1 : 1;
  const partsA = parts(a);
  const partsB = parts(b);
  const shared = Math.min(partsA.length, partsB.length);
  for (let index = 0; index < shared; index++) {
    const order = compareParts(partsA[index] ?? "", partsB[index] ?? "");
    if (order !== 0) return order;
  }
  return partsA.length - partsB.length || compareText(a, b);
}

const DISK = /^(dasd|sd|vd|xvd)([a-z]+)(\d*)$/;

function compareDisks(a: RegExpExecArray, b: RegExpExecArray): number {
  const [, kindA = "", lettersA = "", partitionA = ""] = a;
  const [, kindB = "", lettersB = "", partitionB = ""] = b;
  return (
    compareText(kindA, kindB) ||
    lettersA.length - lettersB.length ||
    compareText(lettersA, lettersB) ||
    compareNumbers(partitionA, partitionB)
  );
}

function parts(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function compareParts(a: string, b: string): number {
  const isNumber = /^\d/.test(a);
  if (isNumber !== /^\d/.test(b)) return isNumber ? -1 : 1;
  return isNumber ? compareNumbers(a, b) : compareText(a, b);
}

function compareNumbers(a: string, b: string): number {
  const x = a.replace(/^0+(?=\d)/, "");
  const y = b.replace(/^0+(?=\d)/, "");
  return x.length - y.length || compareText(x, y) || a.length - b.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
