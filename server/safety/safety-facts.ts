/** What the rules need to know of a target. Numbers that are not known are absent. */
export interface SafetyTarget {
  /** Absent for grids. */
  readonly parent?: string;
  /** 1 grid, 2 square, 3 group, 4 hole. */
  readonly level: number;
  /** What the operator calls it. */
  readonly name: string;
  readonly stageXMicrometers?: number;
  readonly stageYMicrometers?: number;
}

/** An exposure that was made, or may have been: where its centre was then. */
export interface SafetyShot {
  readonly target: string;
  /** Id of the grid that it was made on; positions on other grids are not compared with it. */
  readonly grid: string;
  readonly stageXMicrometers?: number;
  readonly stageYMicrometers?: number;
}

/** Where the stage was read back to stand. */
export interface StageReading {
  /** Empty if nothing is loaded. */
  readonly target: string;
  readonly stageZMicrometers?: number;
  readonly tiltDegrees?: number;
}

/**
 * What the server's limits are checked against, as JSON. Only {@link reduceSafetyFacts} makes new ones, so that a
 * replay of the same events gives the same.
 */
export interface SafetyFacts {
  /** On the instrument's clock, since the session began. */
  readonly clockSeconds: number;
  /** Local time of day of the server's machine, minutes since midnight; absent until a `time` event. */
  readonly localMinutes?: number;
  /** By id. */
  readonly targets: Readonly<Record<string, SafetyTarget>>;
  /** Number of the slot that a grid lies in, by the grid's id. */
  readonly slots: Readonly<Record<string, number>>;
  /** When grids were loaded, on the instrument's clock; before the session: negative. */
  readonly loads: readonly number[];
  readonly shots: readonly SafetyShot[];
  readonly stage: StageReading;
}

/** What changes the facts. */
export type SafetyEvent =
  /** Time went by: to be given before each check. */
  | { readonly kind: "time"; readonly clockSeconds: number; readonly localMinutes: number }
  /** Targets were found, or are other ones now. */
  | { readonly kind: "targets"; readonly targets: Readonly<Record<string, SafetyTarget>> }
  /** What is in the cassette now: replaces what was said before. */
  | { readonly kind: "inventory"; readonly slots: Readonly<Record<string, number>> }
  /** A grid was loaded, or may have been: a load that failed counts, too. */
  | { readonly kind: "loaded"; readonly target: string; readonly atSeconds: number }
  /** The stage was read back; what was not read is taken to be as before. */
  | ({ readonly kind: "moved" } & StageReading)
  /** A target was exposed, or may have been (failed, unknown); without a directive, too. A tilt series is one exposure. */
  | { readonly kind: "exposed"; readonly target: string };

/** Before anything is known. */
export const noSafetyFacts: SafetyFacts = {
  clockSeconds: 0,
  targets: {},
  slots: {},
  loads: [],
  shots: [],
  stage: { target: "" },
};

/**
 * The facts after an event. Pure.
 *
 * @example
 * facts = reduceSafetyFacts(facts, { kind: "exposed", target: "grid/square/group/hole" });
 */
export function reduceSafetyFacts(facts: SafetyFacts, event: SafetyEvent): SafetyFacts {
  switch (event.kind) {
    case "time":
      return { ...facts, clockSeconds: event.clockSeconds, localMinutes: event.localMinutes };
    case "targets":
      return { ...facts, targets: { ...facts.targets, ...event.targets } };
    case "inventory":
      return { ...facts, slots: event.slots };
    case "loaded":
      return { ...facts, loads: [...facts.loads, event.atSeconds], stage: { target: event.target } };
    case "moved": {
      const { kind: _, ...reading } = event;
      return { ...facts, stage: { ...facts.stage, ...reading } };
    }
    case "exposed":
      return { ...facts, shots: [...facts.shots, shotAt(facts, event.target)] };
  }
}

/** The shot that an exposure of a target makes, at its position as it is known now. */
export function shotAt(facts: SafetyFacts, target: string): SafetyShot {
  const known = targetOf(facts, target);
  return {
    target,
    grid: ancestors(facts, target).at(-1)?.id ?? "",
    ...(Number.isFinite(known?.stageXMicrometers) ? { stageXMicrometers: known!.stageXMicrometers! } : {}),
    ...(Number.isFinite(known?.stageYMicrometers) ? { stageYMicrometers: known!.stageYMicrometers! } : {}),
  };
}

/** A target by its id, whatever the id; undefined if it is not known. */
export function targetOf(facts: SafetyFacts, id: string): SafetyTarget | undefined {
  return Object.hasOwn(facts.targets, id) ? facts.targets[id] : undefined;
}

/** A target and those above it, as far as they are known, the grid last. */
export function ancestors(facts: SafetyFacts, id: string): readonly (SafetyTarget & { readonly id: string })[] {
  const line: (SafetyTarget & { readonly id: string })[] = [];
  for (let at: string | undefined = id; at !== undefined && line.length < 8; ) {
    const target = targetOf(facts, at);
    if (target === undefined) break;
    line.push({ ...target, id: at });
    at = target.parent;
  }
  return line;
}
