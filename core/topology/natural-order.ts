/**
 * Compares names as people order them: runs of digits count as numbers (sd10 after sd2, 2:0:0:0 before 10:0:0:0), and
 * disks come first and as the kernel counts them (sdz before sdaa). Total; 0 only for equal texts.
 */
export function naturalOrder(a: string, b: string): number {
  if (a === b) return 0;
  const diskA = diskOf(a);
  const diskB = diskOf(b);
  if (diskA !== null && diskB !== null) return compareDisks(diskA, diskB);
  if (diskA !== null || diskB !== null) return diskA !== null ? -1 : 1;
  // Walks both texts at once: sorting thousands of ids must not cut each of them into pieces at every comparison.
  let [atA, atB] = [0, 0];
  while (atA < a.length && atB < b.length) {
    const isNumber = isDigit(a, atA);
    if (isNumber !== isDigit(b, atB)) return isNumber ? -1 : 1;
    const [endA, endB] = [runEnd(a, atA, isNumber), runEnd(b, atB, isNumber)];
    const [runA, runB] = [a.slice(atA, endA), b.slice(atB, endB)];
    const order = isNumber ? compareNumbers(runA, runB) : compareText(runA, runB);
    if (order !== 0) return order;
    [atA, atB] = [endA, endB];
  }
  return a.length - atA - (b.length - atB) || compareText(a, b);
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

function diskOf(text: string): RegExpExecArray | null {
  // Most texts are ids and addresses, which begin otherwise.
  return FIRST_OF_DISK.has(text.charCodeAt(0)) ? DISK.exec(text) : null;
}

const FIRST_OF_DISK = new Set([..."dsvx"].map((letter) => letter.charCodeAt(0)));

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Where the run of digits, or of anything else, that begins at `at` ends. */
function runEnd(text: string, at: number, ofDigits: boolean): number {
  let end = at + 1;
  while (end < text.length && isDigit(text, end) === ofDigits) end += 1;
  return end;
}

function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  const x = a.replace(/^0+(?=\d)/, "");
  const y = b.replace(/^0+(?=\d)/, "");
  return x.length - y.length || compareText(x, y) || a.length - b.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
