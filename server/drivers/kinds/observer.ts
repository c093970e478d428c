import type { DriverKind } from "../instrument.js";
import { Observer } from "../observer/observer.js";
import { observerOptions } from "../observer/options.js";

const kind: DriverKind<typeof observerOptions> = {
  name: "observer",
  summary: "looks on while the facility's own software drives, and commands nothing",
  options: observerOptions,
  paths: ["file", "folder"],
  folders: ({ frames, epu }) =>
    [...frames, ...epu].map(({ grid, folder }) => ({ path: folder, what: `of grid ${grid}`, needsWriting: false })),
  connect: async (options) => new Observer(options),
};

export default kind;
