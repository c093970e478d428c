/** One target as a survey reports it. What is unknown is absent; positions are where the level's images show it. */
export interface TargetDescription {
  /** Never changes and never is used again. */
  readonly id: string;
  /** Absent for targets right below the root. */
  readonly parentId?: string;
  /** 1 is the level below the root. */
  readonly level: number;
  readonly name: string;
  /** In the parent's image, pixels. */
  readonly imageXPixels?: number;
  readonly imageYPixels?: number;
  readonly stageXMicrometers?: number;
  readonly stageYMicrometers?: number;
  /** By feature name; a missing one is absent or NaN. */
  readonly features?: Readonly<Record<string, number>>;
}
