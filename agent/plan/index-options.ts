/** How `index` plans; its parameters have the same names and say more. */
export interface IndexOptions {
  readonly priceShare: number;
  readonly optimism: number;
  readonly optimismAtCost: number;
}

/** docs/tuning.md says how they were chosen. */
export const indexDefaults: IndexOptions = { priceShare: 0.98, optimism: 0.5, optimismAtCost: 0.2 };
