import { SourceText } from "../source-text.js";
import { parseXml } from "../xml/parse-xml.js";
import { numberAt, textAt } from "../xml/xml-element.js";
import { MICROMETERS } from "./image.js";

/** What `EpuSession.dm` tells of a session; what it does not say is absent. */
export interface EpuSession {
  readonly name?: string;
  /** Slot of the autoloader. */
  readonly slot?: number;
  /** How far beam shift reaches from a stage position, micrometres. */
  readonly clusteringRadiusMicrometers?: number;
}

/** Reads such a file. @throws LocatedError; what the file system throws */
export async function readEpuSession(file: string): Promise<EpuSession> {
  return parseEpuSession(await SourceText.read(file));
}

/** {@link readEpuSession} of a text. @throws LocatedError */
export function parseEpuSession(source: SourceText): EpuSession {
  const root = parseXml(source);
  if (root.name !== "EpuSessionXml")
    throw source.error(root.start, `<${root.name}>; expected <EpuSessionXml>, as in EPU's EpuSession.dm`);
  const name = textAt(root, "Name");
  const slot = numberAt(source, root, "AutoloaderSlot");
  const radius = numberAt(source, root, "ClusteringRadius");
  return {
    ...(name !== undefined && { name }),
    ...(slot !== undefined && { slot }),
    ...(radius !== undefined && { clusteringRadiusMicrometers: radius * MICROMETERS }),
  };
}
