import type { Highs } from "highs";
import { UserError } from "../../../env/errors.js";

let loaded: Promise<Highs> | undefined;

/**
 * The solver HiGHS (WebAssembly), loaded once. It is a dependency for development alone, as nothing but the tightness of
 * the bound needs it.
 *
 * @throws UserError if it is not installed
 */
export function loadHighs(): Promise<Highs> {
  loaded ??= import("highs").then(
    // Its types say that this is CommonJS, which it is not.
    ({ default: load }) => (load as unknown as (typeof load)["default"])(),
    (cause: unknown) => {
      throw new UserError(
        "this needs the solver HiGHS, the package 'highs', which is not installed: run 'npm install highs' beside cryogym and try again",
        { cause },
      );
    },
  );
  return loaded;
}
