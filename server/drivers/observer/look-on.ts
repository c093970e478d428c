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

/** So long an exposure waits for a navigator that can't be read yet, or does not have its label yet, seconds. */
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
  /** Exposures that are not told yet, and since when they are known. */
  readonly #waiting = new Map<string, { readonly frame: Frame; readonly since: number }>();

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
    await this.#expose(frames);
  }

  async #expose(frames: readonly Frame[]): Promise<void> {
    const { memory, nowSeconds } = this.parts;
    const from = timeOf(this.options.since);
    for (const frame of frames) {
      if (memory.has(`shot ${frame.key}`) || frame.atMilliseconds < from) continue;
      this.#waiting.set(frame.key, { frame, since: this.#waiting.get(frame.key)?.since ?? nowSeconds() });
    }
    const inOrder = [...this.#waiting.values()].sort(
      ({ frame: a }, { frame: b }) => a.atMilliseconds - b.atMilliseconds || (a.key < b.key ? -1 : 1),
    );
    const held = new Set<string>();
    for (const { frame, since } of inOrder) {
      const isPatient = nowSeconds() - since < NAVIGATOR_PATIENCE_SECONDS;
      if (isPatient && this.#mayBeNamedYet(frame)) held.add(frame.grid);
      // Those after it wait too, so that they are told in order.
      if (held.has(frame.grid)) continue;
      this.#waiting.delete(frame.key);
      this.#tell(frame);
      // Each is on the disk when it was told: thousands of old ones must not keep the connection waiting.
      await breathe();
    }
  }

  /** Whether a navigator that is read, or written, a little later may say which hole it is. */
  #mayBeNamedYet({ grid, hole, label }: Frame): boolean {
    const navigators = this.#navigators.filter(({ options }) => options.grid === grid);
    if (navigators.length === 0 || hole !== undefined) return false;
    const isUnknown = label !== undefined && navigators.every((navigator) => navigator.holesOf(label).length === 0);
    return isUnknown || navigators.some(({ isAwaited }) => isAwaited);
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
