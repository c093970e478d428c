/** One exposed hole of a session table. Numbers that the table leaves empty are NaN. */
export interface SessionTableRow {
  readonly grid: string;
  readonly square: string;
  readonly group: string;
  readonly hole: string;
  /** In the group's image, pixels. */
  readonly xPixels: number;
  readonly yPixels: number;
  readonly stageXMicrometers: number;
  readonly stageYMicrometers: number;
  /** By feature name. */
  readonly features: Readonly<Record<string, number>>;
  /** NaN: the CTF fit failed. */
  readonly ctfResolutionAngstrom: number;
}

/** A recorded or generated session: every hole with what is known of it before and after its exposure. */
export interface SessionTable {
  readonly rows: readonly SessionTableRow[];
}
