/** What can be asked of temscript's server: names below `/v1/`, JSON values. */
export interface Wire {
  /** @param patienceSeconds longer than usual, for what takes its time */
  get(path: string, patienceSeconds?: number): Promise<unknown>;
  put(path: string, value: unknown): Promise<void>;
  close(): void;
}
