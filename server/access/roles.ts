/** What a token or a certificate may be for. */
export const roles = ["driver", "results", "operator", "viewer", "admin"] as const;

/**
 * - `driver`: drives sessions at an instrument
 * - `results`: reports outcomes
 * - `viewer`: looks on
 * - `operator`: looks on and steers
 * - `admin`: everything
 */
export type Role = (typeof roles)[number];
