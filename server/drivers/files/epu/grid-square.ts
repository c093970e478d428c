import { SourceText } from "../source-text.js";
import { parseXml } from "../xml/parse-xml.js";
import type { XmlElement } from "../xml/xml-element.js";
import { at, numberAt, required, requiredNumber, textAt } from "../xml/xml-element.js";
import { MICROMETERS } from "./image.js";

/** A hole that EPU has found in a square. */
export interface EpuHole {
  readonly id: string;
  /** Micrometres. */
  readonly stage: { readonly x: number; readonly y: number; readonly z: number };
  /** In the square's image. */
  readonly pixel?: { readonly x: number; readonly y: number };
  /** Whether EPU or its operator has chosen it. */
  readonly isSelected: boolean;
  readonly isNearGridBar: boolean;
  /** Counts in the square's image. */
  readonly intensityMean?: number;
  readonly intensitySpread?: number;
}

/** A square as `Metadata/GridSquare_*.dm` tells of it. */
export interface EpuGridSquare {
  readonly id: string;
  /** Micrometres. */
  readonly stage: { readonly x: number; readonly y: number; readonly z: number };
  readonly isSelected: boolean;
  /** Base name of the image that holes were found in. */
  readonly image?: string;
  readonly holes: readonly EpuHole[];
}

/**
 * Reads such a file.
 *
 * @throws LocatedError at the first thing that is wrong; what the file system throws
 */
export async function readEpuGridSquare(file: string): Promise<EpuGridSquare> {
  return parseEpuGridSquare(await SourceText.read(file));
}

/** {@link readEpuGridSquare} of a text. @throws LocatedError */
export function parseEpuGridSquare(source: SourceText): EpuGridSquare {
  const root = parseXml(source);
  if (root.name !== "GridSquareXml")
    throw source.error(root.start, `<${root.name}>; expected <GridSquareXml>, as in EPU's GridSquare_*.dm`);
  const image = textAt(root, "Image", "BaseFileName");
  const locations = at(root, "TargetLocations", "TargetLocationsEfficient", "m_serializationArray");
  const pairs = locations?.children ?? [];
  return {
    id: `${requiredNumber(source, root, "Id")}`,
    stage: placeOf(source, required(source, root, "Position")),
    isSelected: textAt(root, "Selected") === "true",
    ...(image !== undefined && { image }),
    holes: pairs.map((pair) => holeOf(source, required(source, pair, "value"))),
  };
}

function holeOf(source: SourceText, hole: XmlElement): EpuHole {
  const pixel = at(hole, "PixelCenter");
  const intensityMean = numberAt(source, hole, "FilterProperties", "PixelIntensityMean");
  const intensitySpread = numberAt(source, hole, "FilterProperties", "PixelIntensityStDev");
  const isCorrected = textAt(hole, "IsPositionCorrected") === "true";
  const place = required(source, hole, isCorrected ? "CorrectedStagePosition" : "StagePosition");
  return {
    id: `${requiredNumber(source, hole, "Id")}`,
    stage: placeOf(source, place),
    ...(pixel !== undefined && {
      pixel: { x: requiredNumber(source, pixel, "x"), y: requiredNumber(source, pixel, "y") },
    }),
    isSelected: textAt(hole, "Selected") === "true",
    isNearGridBar: textAt(hole, "IsNearGridBar") === "true",
    ...(intensityMean !== undefined && { intensityMean }),
    ...(intensitySpread !== undefined && { intensitySpread }),
  };
}

function placeOf(source: SourceText, position: XmlElement) {
  const [x, y, z] = (["X", "Y", "Z"] as const).map((axis) => requiredNumber(source, position, axis) * MICROMETERS);
  return { x: x!, y: y!, z: z! };
}
