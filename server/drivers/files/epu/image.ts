import { quoted, SourceText } from "../source-text.js";
import { parseXml } from "../xml/parse-xml.js";
import { at, numberAt, required, requiredNumber, textAt } from "../xml/xml-element.js";

const DEGREES = 180 / Math.PI;
export const MICROMETERS = 1e6;

/** What EPU writes beside each image that it takes. */
export interface EpuImage {
  /** Stage, micrometres and degrees. */
  readonly stage: { readonly x: number; readonly y: number; readonly z: number; readonly tiltDegrees: number };
  /** Milliseconds since 1970 UTC. */
  readonly atMilliseconds: number;
  readonly exposureSeconds?: number;
  readonly magnification?: number;
  /** What was aimed at; negative is underfocus. */
  readonly appliedDefocusMicrometers?: number;
}

/**
 * Reads such a file.
 *
 * @throws LocatedError at the first thing that is wrong; what the file system throws
 */
export async function readEpuImage(file: string): Promise<EpuImage> {
  return parseEpuImage(await SourceText.read(file));
}

/** {@link readEpuImage} of a text. @throws LocatedError */
export function parseEpuImage(source: SourceText): EpuImage {
  const root = parseXml(source);
  if (root.name !== "MicroscopeImage")
    throw source.error(root.start, `<${root.name}>; expected <MicroscopeImage>, as EPU writes beside an image`);
  const data = required(source, root, "microscopeData");
  const position = required(source, data, "stage", "Position");
  const when = required(source, data, "acquisition", "acquisitionDateTime");
  const atMilliseconds = Date.parse(when.text.trim());
  if (!Number.isFinite(atMilliseconds))
    throw source.error(
      when.contentStart,
      `${quoted(when.text)} is no time; expected such as 2026-11-05T15:22:38.1+00:00`,
    );
  const [x, y, z] = (["X", "Y", "Z"] as const).map((axis) => requiredNumber(source, position, axis) * MICROMETERS);
  const exposureSeconds = numberAt(source, data, "acquisition", "camera", "ExposureTime");
  const magnification = numberAt(source, data, "optics", "TemMagnification", "NominalMagnification");
  const pairs = at(root, "CustomData")?.children ?? [];
  const defocus = pairs.find((pair) => textAt(pair, "Key") === "AppliedDefocus");
  const applied = defocus && numberAt(source, defocus, "Value");
  return {
    stage: { x: x!, y: y!, z: z!, tiltDegrees: (numberAt(source, position, "A") ?? 0) * DEGREES },
    atMilliseconds,
    ...(exposureSeconds !== undefined && { exposureSeconds }),
    ...(magnification !== undefined && { magnification }),
    ...(applied !== undefined && { appliedDefocusMicrometers: applied * MICROMETERS }),
  };
}
