import type { StagePlace } from "../target-finders/target-finder.js";

/** An exposure that a file tells of. What it does not tell is absent. */
export interface Frame {
  /** Names the exposure for good: where its movie or metadata lies. */
  readonly key: string;
  /** The movie's name, without folder and ending. */
  readonly name: string;
  readonly grid: string;
  /** When it ended, milliseconds since 1970; of the microscope's computer. */
  readonly atMilliseconds: number;
  readonly exposureSeconds?: number;
  readonly stage?: StagePlace;
  readonly tiltDegrees?: number;
  /** In the units of the control software. */
  readonly imageShift?: readonly [number, number];
  /** Label of the navigator's item. */
  readonly label?: string;
  /** Ids that the control software gives square, group and hole. */
  readonly square?: string;
  readonly group?: string;
  readonly hole?: string;
  /** Its file tells of nothing else and will not change: it needn't be read again. */
  readonly lastOfFile?: string;
}

/** Movies and metadata of one place. */
export interface FrameSource {
  readonly root: string;
  /** Exposures that files tell of which have come or changed. @throws UnreachableError */
  poll(): Promise<readonly Frame[]>;
}
