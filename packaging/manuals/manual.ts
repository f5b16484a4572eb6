import type { Program } from "../command-line/commands.ts";
import { renderCommandPage } from "./command-page.ts";
import { renderFilesPage } from "./files-page.ts";
import { renderOverviewPage } from "./overview-page.ts";
import type { ManualPage, Release } from "./page.ts";
import type { Schema } from "./schema-keys.ts";
import { renderProfilePage, renderSettingsPage } from "./schema-pages.ts";

/** All pages of the manual. */
export function renderManual(
  program: Program,
  schemas: { readonly profile: Schema; readonly settings: Schema },
  release: Release,
): readonly ManualPage[] {
  return [
    renderOverviewPage(program, release),
    ...program.families.map((family) => renderCommandPage(family, release)),
    renderProfilePage(schemas.profile, release),
    renderSettingsPage(schemas.settings, release),
    renderFilesPage(release),
  ];
}
