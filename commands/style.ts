import { plainStyle, type TreeStyle } from "../core/render/topology-text.ts";

/** How words stand out on a terminal. */
export type TextStyle = TreeStyle;
export { plainStyle };

function sequence(on: number, off: number): (text: string) => string {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}

/** The eight colours every terminal has; the user's theme decides how they look. */
export const colourStyle: TextStyle = {
  good: sequence(32, 39),
  bad: sequence(31, 39),
  dim: sequence(2, 22),
  strong: sequence(1, 22),
};
