import { writeFileSync } from "node:fs";
import { packBundle } from "../../host/recording/bundle-file.ts";
import { recordMachine } from "../../host/recording/record-machine.ts";
import { memorySystem } from "./machine.ts";
import { manyMaps } from "./others.ts";

/** FILE MAPS   writes a recording of a machine with so many maps of four paths each, to measure reading with. */
const [file = "", maps = "1000"] = process.argv.slice(2);
const bundle = recordMachine(memorySystem(manyMaps(Number(maps))), "pathplug bench");
bundle.then((recorded) => writeFileSync(file, packBundle(recorded)));
