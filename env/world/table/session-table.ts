/** What had become of a hole when its session was recorded. */
export const holeStatuses = ["unexposed", "pending", "spent", "failed", "measured"] as const;
export type HoleStatus = (typeof holeStatuses)[number];

/** Whether a square's holes had been found, its grid's atlas alone been taken, or neither. */
export const surveyStates = ["yes", "atlas", "no"] as const;
export type SurveyState = (typeof surveyStates)[number];

/**
 * One hole of a session table, or one position of a hole where holes have several. Numbers that the table leaves empty
 * are NaN.
 */
export interface SessionTableRow {
  readonly grid: string;
  readonly square: string;
  readonly group: string;
  readonly hole: string;
  /** Absent where a hole is exposed as a whole. */
  readonly position?: string;
  /** In the group's image, pixels. */
  readonly xPixels: number;
  readonly yPixels: number;
  readonly stageXMicrometers: number;
  readonly stageYMicrometers: number;
  /** Where the stage stands for its group and its square; absent where the table does not say. */
  readonly groupStage?: readonly [xMicrometers: number, yMicrometers: number];
  readonly squareStage?: readonly [xMicrometers: number, yMicrometers: number];
  /** By column name; of its square and its hole as well. */
  readonly features: Readonly<Record<string, number>>;
  /** Default: `failed` without a CTF resolution, else `measured`. */
  readonly status?: HoleStatus;
  /** Default: `yes`. */
  readonly surveyed?: SurveyState;
  /** NaN: the CTF fit failed, or there is no result. */
  readonly ctfResolutionAngstrom: number;
  /** NaN or absent: not measured. */
  readonly iceThicknessNanometers?: number;
  readonly particleCount?: number;
  /** Known only afterwards; nobody is shown it. */
  readonly ctfConfidence?: number;
  /** As written; nobody is shown it. */
  readonly acquiredAt?: string;
}

/** A recorded or generated session: every hole with what is known of it before and after its exposure. */
export interface SessionTable {
  readonly rows: readonly SessionTableRow[];
}

/** What had become of a row's hole. */
export function statusOf({ status, ctfResolutionAngstrom }: SessionTableRow): HoleStatus {
  return status ?? (Number.isNaN(ctfResolutionAngstrom) ? "failed" : "measured");
}

/** Whether a row's outcome is known. */
export function isLabelled(row: SessionTableRow): boolean {
  const status = statusOf(row);
  return status === "measured" || status === "failed";
}
