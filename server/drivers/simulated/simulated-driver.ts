import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Capabilities, OpticalState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentClock } from "../../instrument-clock.js";
import type { MicroscopeRequest } from "../../microscope/microscope-client.js";
import type { DriverKind, Instrument } from "../instrument.js";
import { dryRequests, type Request } from "./dry-link.js";
import { Link } from "./link.js";
import { slotsOf, toMessage } from "./listed-targets.js";

const options = z.strictObject({
  port: z.int().min(1).max(65_535).describe("Local port of 'cryogym microscope'."),
  movies: z
    .string()
    .min(1)
    .optional()
    .describe("Folder in which movies appear, named by their shots. Left out: nothing is evident after a restart."),
  surveys: z
    .enum(["complete", "on-demand"])
    .optional()
    .describe("Whether grids and squares are surveyed on directives or all before the first one. Left out: complete."),
});

/** Drives the simulated microscope of `cryogym microscope`. */
export const simulatedDriver: DriverKind<typeof options> = {
  name: "simulated",
  summary: "drives the simulated microscope over its local socket",
  options,
  paths: ["movies"],
  canDryRun: true,
  async connect({ port, movies, surveys }, { tellCommand } = {}) {
    const clock = new InstrumentClock();
    const link = new Link(port, clock);
    await link.open();
    const sent: Request = (command) => link.request(command);
    const request = tellCommand === undefined ? sent : dryRequests(sent, tellCommand);
    return instrument({ request, clock, link, movies, isSurveying: surveys === "on-demand" });
  },
  endpoint: ({ port }) => ({ host: "127.0.0.1", port, what: "the simulated microscope", isOpen: true }),
  folders: ({ movies }) =>
    movies === undefined ? [] : [{ path: movies, what: "movies", needsWriting: false, leastGibibytes: 0.1 }],
};

interface Parts {
  readonly request: Request;
  readonly clock: InstrumentClock;
  readonly link: Link;
  readonly movies: string | undefined;
  readonly isSurveying: boolean;
}

function instrument({ request, clock, link, movies, isSurveying }: Parts): Instrument {
  const took = async (command: MicroscopeRequest) => {
    const { durationSeconds, phases = [] } = await request(command);
    return { durationSeconds, phases };
  };
  const survey = async (target: string) => {
    const { durationSeconds, phases = [], targets = [] } = await request({ command: "survey", target });
    return { durationSeconds, phases, targets: targets.map(toMessage) };
  };
  const move = (target: string) => took({ command: "move", target });
  const tell = async (command: "blank" | "safe-state" | "make-ready" | "abort") => {
    await request({ command });
  };
  return {
    capabilities: Capabilities.fromPartial({
      load: true,
      acquire: true,
      halt: true,
      abort: true,
      survey: isSurveying,
    }),
    clock,
    async describe() {
      const { targets = [], place = "" } = await request({ command: "describe" });
      return { targets: targets.map(toMessage), placeTargetId: place, slots: slotsOf(targets) };
    },
    loadGrid: move,
    goToSquare: move,
    goToGroup: move,
    surveyGrid: survey,
    surveySquare: survey,
    expose: (target, shotId) => took({ command: "expose", target, shotId }),
    async readPosition() {
      const { target, xMicrometers, yMicrometers, zMicrometers, tiltDegrees } = (await request({ command: "position" }))
        .position!;
      const at =
        xMicrometers === undefined || yMicrometers === undefined
          ? {}
          : { stageXMicrometers: xMicrometers, stageYMicrometers: yMicrometers };
      return {
        ...(target === undefined ? {} : { targetId: target }),
        ...at,
        stageZMicrometers: zMicrometers,
        tiltDegrees,
      };
    },
    async loadedSlot() {
      const { slot, target } = (await request({ command: "loaded" })).loaded!;
      return { slot, targetId: target };
    },
    async opticalState() {
      const { magnification, spotSize, valvesOpen, blanked } = (await request({ command: "optics" })).optics!;
      return OpticalState.fromPartial({
        magnification,
        spotSize,
        columnValvesOpen: valvesOpen,
        beamBlanked: blanked,
      });
    },
    async isIdle() {
      return (await request({ command: "idle" })).idle === true;
    },
    async evidence(shotId) {
      if (movies === undefined || !existsSync(movies)) return "unreachable";
      return existsSync(join(movies, `${shotId}.json`)) ? "done" : "absent";
    },
    blank: () => tell("blank"),
    safeState: () => tell("safe-state"),
    makeReady: () => tell("make-ready"),
    abort: () => tell("abort"),
    listen: (listener) => link.listeners.push(listener),
    close: () => link.close(),
  };
}
