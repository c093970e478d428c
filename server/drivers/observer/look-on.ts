import { setImmediate as breathe } from "node:timers/promises";
import type { ObserverMemory } from "../observation.js";
import { groupingRule } from "../target-finders/grouping-options.js";
import { EpuSessionFolder } from "./epu-session.js";
import { epuTargets } from "./epu-targets.js";
import { exposureNews } from "./exposure-news.js";
import type { Frame, FrameSource } from "./frame.js";
import { NamedMovies } from "./named-movies.js";
import { NavigatorWatch } from "./navigator-watch.js";
import type { ObserverOptions } from "./options.js";
import type { Reach } from "./reach.js";
import { SettledReader } from "./read-settled.js";
import { SerialemFrames } from "./serialem-frames.js";
import { Told } from "./told.js";

/** So long exposures wait for a navigator that is there and can't be read, seconds. */
const NAVIGATOR_PATIENCE_SECONDS = 120;

export interface LookOnParts {
  readonly memory: ObserverMemory;
  readonly reach: Reach;
  /** Hears when an exposure ended, seconds since the session began, before it is told. */
  readonly clock: (seconds: number) => void;
  /** Monotonic. */
  readonly nowSeconds: () => number;
}

/** Reads what there is, look by look, and tells what is new. */
export class LookOn {
  readonly #told: Told;
  readonly #navigators: readonly NavigatorWatch[];
  readonly #epu: readonly EpuSessionFolder[];
  readonly #sources: readonly FrameSource[];
  /** Exposures that wait for a navigator. */
  #waiting: Frame[] = [];
  #waitingSince: number | undefined;

  constructor(
    readonly options: ObserverOptions,
    readonly parts: LookOnParts,
  ) {
    const { memory, nowSeconds } = parts;
    const reader = new SettledReader(memory.log, () => nowSeconds() * 1000);
    const isDone = (file: string) => memory.has(`file ${file}`);
    const rule = groupingRule(options);
    this.#told = new Told(memory);
    this.#navigators = options.navigators.map((one) => new NavigatorWatch({ ...one, ...rule }, reader));
    this.#epu = options.epu.map((one) => new EpuSessionFolder(one, reader, isDone));
    this.#sources = [
      ...options.frames.map((one) => new SerialemFrames(one, reader, isDone)),
      ...options.names.map((one) => new NamedMovies(one, isDone)),
      ...this.#epu,
    ];
  }

  /** One look at everything. @throws what the driver ends by */
  async poll(): Promise<void> {
    const { reach } = this.parts;
    const rule = groupingRule(this.options);
    for (const [i, navigator] of this.#navigators.entries()) {
      const found = await reach.look(`navigator-${i + 1}`, () => navigator.poll(this.#told));
      if (found !== undefined) this.#told.tellFound(found);
    }
    for (const [i, session] of this.#epu.entries()) {
      const squares = await reach.look(`epu-${i + 1}`, () => session.squares());
      for (const square of squares ?? [])
        this.#told.tellFound(epuTargets(session.options.grid, square, rule, this.#told));
    }
    const frames: Frame[] = [];
    for (const [i, source] of this.#sources.entries())
      frames.push(...((await reach.look(`frames-${i + 1}`, () => source.poll())) ?? []));
    await this.#expose([...this.#waiting, ...frames]);
  }

  async #expose(frames: readonly Frame[]): Promise<void> {
    const { memory, nowSeconds } = this.parts;
    const since = timeOf(this.options.since);
    const fresh = frames.filter(({ key, atMilliseconds }) => !memory.has(`shot ${key}`) && atMilliseconds >= since);
    fresh.sort((a, b) => a.atMilliseconds - b.atMilliseconds || (a.key < b.key ? -1 : 1));
    const isAwaited = this.#navigators.some((navigator) => navigator.isAwaited);
    this.#waitingSince = fresh.length > 0 && isAwaited ? (this.#waitingSince ?? nowSeconds()) : undefined;
    if (this.#waitingSince !== undefined && nowSeconds() - this.#waitingSince < NAVIGATOR_PATIENCE_SECONDS) {
      this.#waiting = fresh;
      return;
    }
    this.#waiting = [];
    for (const frame of fresh) {
      this.#tell(frame);
      // Each is on the disk when it was told: thousands of old ones must not keep the connection waiting.
      await breathe();
    }
  }

  #tell(frame: Frame): void {
    const { memory, clock } = this.parts;
    if (memory.has(`shot ${frame.key}`)) return;
    const { match_micrometers, image_shift_to_stage } = this.options;
    const observation = exposureNews(frame, this.#told, {
      ...groupingRule(this.options),
      matchMicrometers: match_micrometers,
      imageShiftToStage: image_shift_to_stage,
      holesOf: (grid, label) =>
        this.#navigators.flatMap((one) => (one.options.grid === grid ? one.holesOf(label) : [])),
    });
    const began = frame.atMilliseconds - (frame.exposureSeconds ?? 0) * 1000;
    clock((frame.atMilliseconds - memory.origin(began)) / 1000);
    this.#told.tell(observation);
  }
}

/** A time without an offset is the microscope's, as in its files. */
function timeOf(since: string | undefined): number {
  if (since === undefined) return -Infinity;
  return Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(since) ? since : `${since}Z`);
}
