import { afterHeading, prose, reference, render, section, spaced, title } from "./roff.ts";

/** A manual page. */
export interface ManualPage {
  /** `pathplug-own` */
  readonly name: string;
  readonly section: 5 | 8;
  readonly text: string;
}

/** What stands in the footer of all pages: the same for the same release, whenever it is built. */
export interface Release {
  readonly version: string;
  /** Of the release, YYYY-MM-DD. */
  readonly date: string;
}

/** Puts a page together: its title and NAME, what is in `parts`, and SEE ALSO. */
export function makePage(
  release: Release,
  page: { readonly name: string; readonly section: 5 | 8; readonly summary: string },
  parts: readonly (readonly string[])[],
  seeAlso: readonly string[],
): ManualPage {
  const text = render(
    title(page.name, page.section, release.date, `pathplug ${release.version}`),
    section("NAME"),
    afterHeading(prose(`${page.name} - ${page.summary}`)),
    ...parts,
    section("SEE ALSO"),
    afterHeading(spaced(seeAlso.map(reference), ", ")),
  );
  return { name: page.name, section: page.section, text };
}
