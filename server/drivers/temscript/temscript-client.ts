import type { z } from "zod";
import { InstrumentError } from "../instrument.js";
import { type Answers, AXES, type Axis, type StagePosition, shapes } from "./shapes.js";
import { type SurveyImage, unpackImage } from "./survey-image.js";
import { isTilt, requireSame, requireWithin, shown } from "./values.js";
import type { Wire } from "./wire.js";

type Readable = Exclude<keyof Answers, "camera_param" | "acquire">;

/** What is read back as it was set. */
type Exact = "beam_blanked" | "column_valves_open" | "spot_size_index" | "magnification_index";

/** Reading out a camera may take so much longer than its exposure, seconds. */
const READOUT_SECONDS = 60;

export interface TemscriptClientOptions {
  /** How far the stage may come to stand from where it was sent. */
  readonly toleranceMicrometers: number;
  readonly toleranceDegrees: number;
}

/**
 * Calls of temscript's server by their meaning: what is sent is checked before, as the server ignores unknown keys and
 * clamps silently; what was set is read back.
 *
 * Each call throws an InstrumentError.
 */
export class TemscriptClient {
  constructor(
    readonly wire: Wire,
    readonly options: TemscriptClientOptions,
  ) {}

  /** Reads a value. */
  async read<Name extends Readable>(name: Name): Promise<Answers[Name]> {
    return checked(name, shapes[name], await this.wire.get(name));
  }

  /**
   * Moves the stage and reads back where it stands.
   *
   * @param to metres and radians; axes that are left out stay
   * @throws InstrumentError refused, if an axis or a value can't be, or lies outside of the stage's own limits; not
   *   refused, if the stage came to stand elsewhere
   */
  async moveStage(to: StagePosition): Promise<void> {
    const axes = this.#axesOf(to);
    const limits = await this.read("stage_limits");
    for (const axis of axes) {
      const [least, greatest] = limits[axis] ?? [];
      if (least === undefined || greatest === undefined)
        throw new InstrumentError(`this stage has no axis '${axis}'`, true);
      if (!(to[axis]! >= least && to[axis]! <= greatest)) {
        throw new InstrumentError(
          `stage ${axis} ${shown(axis, to[axis]!)} is outside of the stage's limits, ${shown(axis, least)} to ${shown(axis, greatest)}`,
          true,
        );
      }
    }
    await this.wire.put("stage_position?method=GO", to);
    const at = await this.#readBack("stage_position");
    for (const axis of axes) {
      const off = Math.abs((at[axis] ?? Number.NaN) - to[axis]!);
      if (off <= this.#tolerance(axis)) continue;
      const stands = at[axis] === undefined ? "an unknown place" : shown(axis, at[axis]);
      throw new InstrumentError(`stage ${axis} was sent to ${shown(axis, to[axis]!)} and stands at ${stands}`, false);
    }
  }

  /** Blanks the beam, or unblanks it. */
  setBlanked(blanked: boolean): Promise<void> {
    return this.#set("beam_blanked", blanked);
  }

  /** Opens the column valves, or closes them. */
  setValves(open: boolean): Promise<void> {
    return this.#set("column_valves_open", open);
  }

  /** @param index 1 to 11: the server clamps silently */
  async setSpotSize(index: number): Promise<void> {
    if (!Number.isInteger(index) || index < 1 || index > 11)
      throw new InstrumentError(`spot size ${index} can't be; expected a whole number from 1 to 11`, true);
    await this.#set("spot_size_index", index);
  }

  /** @param index as the microscope counts its magnifications */
  async setMagnification(index: number): Promise<void> {
    if (!Number.isInteger(index) || index < 1)
      throw new InstrumentError(`magnification index ${index} can't be; expected a whole number of at least 1`, true);
    await this.#set("magnification_index", index);
  }

  /** Sets the defocus, metres. @param most greatest that is sent, either way, metres */
  async setDefocus(metres: number, most: number): Promise<void> {
    requireWithin("defocus", metres, most);
    await this.wire.put("defocus", metres);
    requireSame("defocus", await this.#readBack("defocus"), metres);
  }

  /** Sets the image shift, metres; the server has no limits of its own. @param most greatest length that is sent, metres */
  async setImageShift(x: number, y: number, most: number): Promise<void> {
    requireWithin("image shift", Math.hypot(x, y), most);
    await this.wire.put("image_shift", [x, y]);
    const [backX, backY] = await this.#readBack("image_shift");
    requireSame("image shift x", backX, x);
    requireSame("image shift y", backY, y);
  }

  /**
   * Sets a camera up; reads it back.
   *
   * @throws InstrumentError refused, if there is no such camera or it can't bin so
   */
  async setCamera(camera: string, exposureSeconds: number, binning: number): Promise<void> {
    const { binnings } = await this.#camera(camera);
    if (binnings !== undefined && !binnings.includes(binning))
      throw new InstrumentError(`camera '${camera}' can't bin by ${binning}; expected ${binnings.join(", ")}`, true);
    if (!(exposureSeconds > 0) || !Number.isFinite(exposureSeconds))
      throw new InstrumentError(`an exposure of ${exposureSeconds} s can't be`, true);
    const path = `camera_param/${encodeURIComponent(camera)}`;
    await this.wire.put(path, { "exposure(s)": exposureSeconds, binning });
    const set = await certain(async () => checked(path, shapes.camera_param, await this.wire.get(path)));
    requireSame(`binning of '${camera}'`, set.binning, binning);
    requireSame(`exposure of '${camera}'`, set["exposure(s)"], exposureSeconds);
  }

  /** Takes an image. @param exposureSeconds as it was set, so that it is waited for long enough */
  async acquire(camera: string, exposureSeconds: number): Promise<SurveyImage> {
    await this.#camera(camera);
    const path = `acquire?detectors=${encodeURIComponent(camera)}`;
    const images = checked(path, shapes.acquire, await this.wire.get(path, exposureSeconds + READOUT_SECONDS));
    const packed = images[camera];
    if (packed === undefined) throw new InstrumentError(`camera '${camera}' gave no image`, false);
    return unpackImage(packed);
  }

  /** An unknown one is no error for `acquire`: it answers with nothing. */
  async #camera(name: string) {
    const cameras = await this.read("cameras");
    const camera = cameras[name];
    if (camera === undefined)
      throw new InstrumentError(
        `there is no camera '${name}'; there is ${Object.keys(cameras).join(", ") || "none"}`,
        true,
      );
    return camera;
  }

  async #set(name: Exact, value: boolean | number): Promise<void> {
    await this.wire.put(name, value);
    const back = await this.#readBack(name);
    if (back !== value) throw new InstrumentError(`${name} was set to ${value} and is ${back}`, false);
  }

  #readBack<Name extends Readable>(name: Name): Promise<Answers[Name]> {
    return certain(() => this.read(name));
  }

  #axesOf(to: StagePosition): Axis[] {
    const keys = Object.keys(to);
    const unknown = keys.find((key) => !(AXES as readonly string[]).includes(key));
    if (unknown !== undefined)
      throw new InstrumentError(`'${unknown}' is no axis of a stage; expected ${AXES.join(", ")}`, true);
    const axes = keys as Axis[];
    const wrong = axes.find((axis) => !Number.isFinite(to[axis]));
    if (wrong !== undefined) throw new InstrumentError(`stage ${wrong} ${to[wrong]} is no number`, true);
    return axes;
  }

  #tolerance(axis: Axis): number {
    const { toleranceMicrometers, toleranceDegrees } = this.options;
    return isTilt(axis) ? (toleranceDegrees * Math.PI) / 180 : toleranceMicrometers * 1e-6;
  }
}

/** Something was changed: if it can't be read back, whether it happened can't be told. */
async function certain<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InstrumentError)
      throw new InstrumentError(`${error.message} (read back after a change)`, false);
    throw error;
  }
}

function checked<T>(path: string, shape: z.ZodType<T>, value: unknown): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") || "the answer";
  throw new InstrumentError(`temscript answered ${path} with something else: ${where}: ${issue?.message ?? ""}`, true);
}
