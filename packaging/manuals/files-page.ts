import { claimModes } from "../../core/claim/mode.ts";
import { OWNER_FILE } from "../../host/ownership/ownership.ts";
import { REGISTRY } from "../../host/registry/registry.ts";
import { type NamedFile, packageFiles, runFiles, siteFiles } from "./installed-files.ts";
import { type ManualPage, makePage, type Release } from "./page.ts";
import { registryKeys } from "./registry-keys.ts";
import { afterHeading, bold, entry, paragraph, prose, section, subsection } from "./roff.ts";

const list = (files: readonly NamedFile[]): (readonly string[])[] =>
  files.map(({ path, purpose }) => entry(bold(path), prose(purpose)));

/** pathplug-files(5): what lies where, what owner and registry hold. */
export function renderFilesPage(release: Release): ManualPage {
  const modes = claimModes.map((mode) => `\`${mode}\``).join(", ");
  const parts = [
    section("DESCRIPTION"),
    afterHeading(
      prose(
        "What has to survive a boot lies below /etc, what need not below /run. The truth is in sysfs and device-mapper: a marker or a cache only says where to look.",
      ),
    ),
    subsection("Of the site"),
    ...list(siteFiles),
    subsection("Of the running system"),
    ...list(runFiles),
    subsection("Of the package"),
    ...list(packageFiles),
    section("THE OWNER"),
    afterHeading(
      prose(
        `\`${OWNER_FILE}\` has lines KEY=VALUE, because udev's rules read it too. Where it is missing, nobody owns the host.`,
      ),
    ),
    entry(bold("PATHPLUG_OWNER"), prose("`pathplug`, `multipathd` or `none`.")),
    entry(
      bold("PATHPLUG_MODE"),
      prose(`Which LUNs are claimed: ${modes}. pathplug-enable(8) says what each of them is.`),
    ),
    section("THE LUN REGISTRY"),
    afterHeading(
      prose(
        `\`${REGISTRY}\` has a file for each spelling of a LUN's id. A LUN with a file is claimed, whatever its profile says; to forget one that is gone, delete its files. Lines are KEY=VALUE as udev's IMPORT{file} reads them. What cannot stand in a line is written as \\xNN.`,
      ),
    ),
    ...Object.entries(registryKeys).map(([key, meaning]) => entry(bold(key), prose(meaning))),
    paragraph(prose("Keys that this release does not know stay as they are.")),
  ];
  const page = {
    name: "pathplug-files",
    section: 5,
    summary: "files of pathplug, its owner file and its LUN registry",
  } as const;
  return makePage(release, page, parts, [
    "pathplug(8)",
    "pathplug.json(5)",
    "pathplug-profile(5)",
    "pathplug-enable(8)",
  ]);
}
