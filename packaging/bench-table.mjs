// Prints the medians of what rig/bench measured as a Markdown table, with ratios to multipath-tools and to the floor.
import { readFileSync } from "node:fs";

const rows = readFileSync(process.argv[2], "utf8")
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .map((line) => JSON.parse(line));
const contenders = [...new Set(rows.map(({ contender }) => contender))].sort();
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const figure = (contender, key) =>
  median(rows.filter((row) => row.contender === contender).map((row) => row[key]));
const figures = {
  "every map complete, s": "complete",
  "udev settled, s": "settled",
  "CPU of udevd and worker or daemon, s": "cpu",
  "of that the worker or daemon, s": "cpuWorker",
  "processes forked": "forks",
  "table loads": "loads",
  "dm uevents": "dmEvents",
  maps: "maps",
  "maps grouped wrongly at the end": "wrong",
  "resident when idle, KiB": "idleKiB",
  "peak memory of worker or daemon, KiB": "peakKiB",
};

console.log(`| median of ${rows.length / contenders.length} | ${contenders.join(" | ")} |`);
console.log(`|---|${contenders.map(() => "---:|").join("")}`);
for (const [name, key] of Object.entries(figures)) {
  console.log(`| ${name} | ${contenders.map((each) => figure(each, key)).join(" | ")} |`);
}
for (const base of ["multipath-tools", "floor"]) {
  if (!contenders.includes(base)) continue;
  for (const key of ["settled", "cpu"]) {
    const ratios = contenders.map((each) => (figure(each, key) / figure(base, key)).toFixed(2));
    console.log(`| ${key === "cpu" ? "CPU" : "settled"}, ratio to ${base} | ${ratios.join(" | ")} |`);
  }
}
