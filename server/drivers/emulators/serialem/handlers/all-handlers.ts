import type { Handlers } from "../handler.js";
import { imageHandlers } from "./images.js";
import { loaderHandlers } from "./loader.js";
import { movieHandlers } from "./movies.js";
import { navigatorHandlers } from "./navigator.js";
import { opticsHandlers } from "./optics.js";
import { sessionHandlers } from "./session.js";
import { stageHandlers } from "./stage.js";
import { vacuumHandlers } from "./vacuum.js";

/** What the emulator can do, by command. */
export const allHandlers: Handlers = {
  ...sessionHandlers,
  ...loaderHandlers,
  ...vacuumHandlers,
  ...stageHandlers,
  ...opticsHandlers,
  ...imageHandlers,
  ...movieHandlers,
  ...navigatorHandlers,
};
