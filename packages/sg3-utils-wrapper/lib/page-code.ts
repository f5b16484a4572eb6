/** `0x83`: the spelling of a page code that every version of sg_vpd and sg_inq takes as hexadecimal. */
export function spellPage(page: number): string {
  return `0x${page.toString(16).padStart(2, "0")}`;
}

/** Says why a number is no page code; absent for one that is. */
export function findPageFault(page: number): string | undefined {
  return Number.isInteger(page) && page >= 0 && page <= 0xff ? undefined : "the page code is not 0 to 255";
}
