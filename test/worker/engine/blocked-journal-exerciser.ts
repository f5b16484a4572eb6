import { journalOf } from "../../../worker/engine/journal.ts";
import { thisEngine } from "../../../worker/shim/engine.ts";

// A service of which standard error is the journal's socket.
const engine = thisEngine();
const { system } = engine;
const { journal, close } = journalOf({
  ...engine,
  environment: (name) => (name === "JOURNAL_STREAM" ? "1:2" : undefined),
  system: {
    ...system,
    exists: (path) => path === "/run/systemd/journal/socket" || system.exists(path),
    readLink: (path) => (path === "/proc/self/fd/2" ? "socket:[2]" : system.readLink(path)),
  },
});
for (let entry = 0; entry < 2_000; entry++) journal("note", "x".repeat(1_000), { kind: "created" });
close().then(() => engine.exit(0));
