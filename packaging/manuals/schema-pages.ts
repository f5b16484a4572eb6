import { profileDirectories, settingsPath } from "../../host/profiles/profile-directories.ts";
import { type ManualPage, makePage, type Release } from "./page.ts";
import { afterHeading, bold, entry, paragraph, prose, section, verbatim } from "./roff.ts";
import { keysOf, type Schema } from "./schema-keys.ts";

const EXAMPLE_PROFILE = `{
  "name": "acme/rocket",
  "title": "ACME Rocket",
  "source": "ACME, Linux Host Guide",
  "extends": "generic/alua",
  "match": [{ "vendor": "ACME", "product": "ROCKET*" }],
  "exclude": ["GATEKEEPER"],
  "claim": "first-path",
  "settings": { "no_path_retry": 30 }
}`;

const EXAMPLE_SETTINGS = `{
  // A LUN with a name of its own, and disks that are never multipathed.
  "overrides": { "no_path_retry": "queue" },
  "luns": [{ "wwid": "3600a098000aabbccddeeff0011223344", "alias": "oradata" }],
  "exclude": { "devnode": ["vd[a-z]"], "protocol": ["scsi:usb"] }
}`;

const CHECK =
  "`pathplug profile check` tells mistakes with file, line and column, `pathplug refresh` puts what is there in force.";

function describeKeys(schema: Schema): (readonly string[])[] {
  return keysOf(schema).map(({ path, kind, description, required }) =>
    entry(bold(path), prose(`${description}${required ? " Required." : ""}`), prose(`Value: ${kind}.`)),
  );
}

/** pathplug-profile(5): every key of a vendor profile and of its settings. */
export function renderProfilePage(profile: Schema, release: Release): ManualPage {
  const settings = profile.$defs?.settings;
  const parts = [
    section("DESCRIPTION"),
    afterHeading(
      prose(`${profile.description} A profile is a JSON file, comments allowed; an unknown key is an error.`),
    ),
    paragraph(
      prose(
        `Profiles lie in ${profileDirectories.map(({ path }) => `\`${path}\``).join(", ")}; a later directory wins. ${CHECK}`,
      ),
    ),
    section("KEYS"),
    ...describeKeys(profile),
    section("SETTINGS"),
    ...(settings === undefined ? [] : [afterHeading(prose(settings.description)), ...describeKeys(settings)]),
    section("EXAMPLES"),
    verbatim(EXAMPLE_PROFILE.split("\n")),
  ];
  const page = { name: "pathplug-profile", section: 5, summary: "vendor profiles of pathplug" } as const;
  return makePage(release, page, parts, [
    "pathplug(8)",
    "pathplug-profile(8)",
    "pathplug-refresh(8)",
    "pathplug.json(5)",
  ]);
}

/** pathplug.json(5): every key of the site's settings. */
export function renderSettingsPage(settings: Schema, release: Release): ManualPage {
  const exclusions = settings.$defs?.exclusions;
  const parts = [
    section("DESCRIPTION"),
    afterHeading(prose(`${settings.description} It is JSON, comments allowed; an unknown key is an error.`)),
    paragraph(prose(CHECK)),
    section("KEYS"),
    afterHeading(prose("The settings are those of pathplug-profile(5).")),
    ...describeKeys(settings),
    section("EXCLUSIONS"),
    ...(exclusions === undefined
      ? []
      : [afterHeading(prose(exclusions.description)), ...describeKeys(exclusions)]),
    section("FILES"),
    afterHeading(bold(settingsPath)),
    section("EXAMPLES"),
    verbatim(EXAMPLE_SETTINGS.split("\n")),
  ];
  const page = { name: "pathplug.json", section: 5, summary: "settings of a site for pathplug" } as const;
  return makePage(release, page, parts, ["pathplug(8)", "pathplug-profile(5)", "pathplug-refresh(8)"]);
}
