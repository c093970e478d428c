import type { Capabilities } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Instrument } from "../instrument.js";

/** The calls that go with a capability and that an instrument without it need not have. */
const CALLS = {
  tiltSeries: ["exposeTilts"],
  survey: ["surveyGrid", "surveySquare"],
  abort: ["abort"],
} as const satisfies Partial<Record<keyof Capabilities, readonly (keyof Instrument)[]>>;

/** A capability that calls go with. */
export type Capability = keyof typeof CALLS;

/** An instrument that has the calls of a capability. */
export type Able<Can extends Capability> = Instrument & Required<Pick<Instrument, (typeof CALLS)[Can][number]>>;

/** Whether an instrument declares a capability and has its calls. */
export function isAble<Can extends Capability>(instrument: Instrument, capability: Can): instrument is Able<Can> {
  return instrument.capabilities[capability] && missing(instrument, capability).length === 0;
}

/**
 * An instrument as one with a capability.
 *
 * @throws RangeError if it does not declare it: it must not have been asked
 * @example able(instrument, "abort").abort()
 */
export function able<Can extends Capability>(instrument: Instrument, capability: Can): Able<Can> {
  if (isAble(instrument, capability)) return instrument;
  throw new RangeError(`the instrument does not declare '${capability}'`);
}

/** @throws Error naming the calls that an instrument declares and lacks: a mistake in its code */
export function requireDeclared(instrument: Instrument): void {
  for (const capability of Object.keys(CALLS) as Capability[]) {
    const lacks = instrument.capabilities[capability] ? missing(instrument, capability) : [];
    if (lacks.length > 0) throw new Error(`an instrument declares '${capability}' and has no ${lacks.join(", ")}`);
  }
}

function missing(instrument: Instrument, capability: Capability): string[] {
  return CALLS[capability].filter((call) => instrument[call] === undefined);
}
