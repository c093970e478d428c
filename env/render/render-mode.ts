import { UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";

/**
 * What `render` gives: `ansi` text for a terminal, `svg` a picture as SVG text, `rgb_array` the same picture's pixels
 * ({@link RgbImage}).
 */
export const renderModes = ["ansi", "svg", "rgb_array"] as const;
export type RenderMode = (typeof renderModes)[number];

/**
 * Checks a mode given by a user; undefined is none.
 *
 * @throws UserError naming the modes there are
 */
export function requireRenderMode(given: unknown): RenderMode | undefined {
  if (given === undefined) return undefined;
  const mode = renderModes.find((candidate) => candidate === given);
  if (mode !== undefined) return mode;
  throw new UserError(
    `the option 'renderMode' is ${JSON.stringify(given)}.${didYouMean(String(given), renderModes)} Expected one of ${renderModes.join(", ")}.`,
  );
}
