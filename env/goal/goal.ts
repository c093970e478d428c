/** What a policy wants done next; it is asked again when that is done, failed or cancelled, never in between. */
export type Goal =
  /** Expose holes of one group, in this order. */
  | { readonly kind: "acquire"; readonly holes: readonly number[] }
  /** Go to a node and see what is in it. */
  | { readonly kind: "survey"; readonly target: number }
  | { readonly kind: "wait" }
  | { readonly kind: "stop" };
