import { InstrumentError } from "../instrument.js";
import type { Axis } from "./shapes.js";

/** Whether an axis is in radians. */
export function isTilt(axis: Axis): boolean {
  return axis === "a" || axis === "b";
}

/** A value of an axis for a person. */
export function shown(axis: Axis, value: number): string {
  return isTilt(axis) ? `${((value * 180) / Math.PI).toFixed(2)}°` : `${(value * 1e6).toFixed(2)} µm`;
}

/** @throws InstrumentError refused, if a length is more than may be sent, metres */
export function requireWithin(what: string, value: number, most: number): void {
  if (Math.abs(value) <= most) return;
  const text = Number.isFinite(value) ? `${(value * 1e6).toFixed(3)} µm` : String(value);
  throw new InstrumentError(`${what} ${text} is more than the ${(most * 1e6).toFixed(3)} µm that are allowed`, true);
}

/** @throws InstrumentError not refused, if a value that is read back is not the one that was set */
export function requireSame(what: string, back: number, value: number): void {
  if (Math.abs(back - value) <= Math.max(1e-9, Math.abs(value) * 1e-3)) return;
  throw new InstrumentError(`${what} was set to ${value} and is ${back}`, false);
}
