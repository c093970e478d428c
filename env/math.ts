import { createRequire } from "node:module";

/**
 * mathjs, for units and expressions of scenarios and for distributions. Its one-file bundle loads in a tenth of
 * the time of its thousand modules, which every process of a session would pay.
 */
export const math = createRequire(import.meta.url)("mathjs/lib/browser/math.js") as typeof import("mathjs");
