import type { DriverKind } from "../instrument.js";
import { Observer } from "../observer/observer.js";
import { observerOptions } from "../observer/options.js";

const kind: DriverKind<typeof observerOptions> = {
  name: "observer",
  summary: "looks on while the facility's own software drives, and commands nothing",
  options: observerOptions,
  connect: async (options) => new Observer(options),
};

export default kind;
