/** What TensorFlow.js can compute on. */
export const backendNames = ["gpu", "native", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

/** What may be asked for, as by `--backend`. */
export const backendChoices = ["auto", ...backendNames] as const;
export type BackendChoice = (typeof backendChoices)[number];
