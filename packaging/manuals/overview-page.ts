import type { Program } from "../command-line/commands.ts";
import { describeFlag } from "./command-page.ts";
import { environmentVariables } from "./environment.ts";
import { exitStatuses } from "./exit-statuses.ts";
import { runFiles, siteFiles } from "./installed-files.ts";
import { type ManualPage, makePage, type Release } from "./page.ts";
import {
  afterHeading,
  bold,
  entry,
  italic,
  join,
  paragraph,
  plain,
  prose,
  reference,
  section,
  spaced,
  subsection,
} from "./roff.ts";

const DESCRIPTION = [
  "A disk array gives a server several paths to the same LUN. pathplug turns them into one device-mapper device that survives the loss of a path. udev's rules recognise the paths by vendor profiles, a short program assembles each burst of them into maps, and then nothing runs any more.",
  "Maps look as multipath-tools makes them: names, UUIDs and links are the same. The installed package does nothing until `pathplug enable` is run; where multipathd is enabled or running, pathplug stands back.",
  "Without a command it prints the short status. Data go to standard output, talk to standard error.",
];

/** pathplug(8): what it is, each command in a line, and what all commands share. */
export function renderOverviewPage(program: Program, release: Release): ManualPage {
  const [first = "", ...more] = DESCRIPTION;
  const parts = [
    section("SYNOPSIS"),
    afterHeading(
      spaced([
        bold("pathplug"),
        join(plain("["), italic("COMMAND"), plain("]")),
        join(plain("["), italic("OPTION"), plain("]...")),
      ]),
    ),
    section("DESCRIPTION"),
    afterHeading(prose(first)),
    ...more.map((text) => paragraph(prose(text))),
    section("COMMANDS"),
    ...program.families.flatMap(({ word, summary, commands }) => [
      subsection(`pathplug ${word}`),
      afterHeading(join(prose(summary), plain(" See "), reference(`pathplug-${word}(8)`), plain("."))),
      ...(commands.length === 1
        ? []
        : commands.map((command) => entry(bold(`pathplug ${command.name}`), prose(command.summary)))),
    ]),
    section("GLOBAL OPTIONS"),
    afterHeading(prose("Every command takes these, behind its name.")),
    ...program.globalFlags.map(describeFlag),
    entry(spaced([bold("--help"), bold("-h")], ", "), prose("Print what the command takes, with examples.")),
    entry(spaced([bold("--version"), bold("-V")], ", "), prose("Print the version. Without a command only.")),
    section("EXIT STATUS"),
    ...exitStatuses.map(({ status, meaning }) => entry(bold(String(status)), prose(meaning))),
    section("ENVIRONMENT"),
    ...Object.entries(environmentVariables).map(([name, use]) => entry(bold(name), prose(use))),
    section("FILES"),
    ...[...siteFiles, ...runFiles].map(({ path, purpose }) => entry(bold(path), prose(purpose))),
  ];
  const page = {
    name: "pathplug",
    section: 8,
    summary: "multipath storage for Linux without a daemon",
  } as const;
  return makePage(release, page, parts, [
    ...program.families.map(({ word }) => `pathplug-${word}(8)`),
    ...[
      "pathplug.json(5)",
      "pathplug-profile(5)",
      "pathplug-files(5)",
      "multipath.conf(5)",
      "dmsetup(8)",
      "udev(7)",
    ],
  ]);
}
