import { appendFileSync } from "node:fs";
import type { ShotRecord } from "./operations/take-shot.js";

/** Writes a line of what a shot was made with. @param file absent: none is written */
export function noteShot(file: string | undefined, targetId: string, record: ShotRecord): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ targetId, ...record })}\n`);
}
