/**
 * The environment's primitive. `down` goes to a child of the cursor and, for a hole, exposes it; `up` moves the
 * cursor alone and takes no time; `wait` lasts until the next result.
 */
export type Move =
  | { readonly kind: "down"; readonly target: number }
  | { readonly kind: "up" }
  | { readonly kind: "wait" }
  | { readonly kind: "stop" };
