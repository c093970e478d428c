import type { NamedAttrMap } from "../core.js";

/**
 * The attributes of a kernel, as the function that runs it takes them. TensorFlow.js does not know which belong to which
 * kernel, and hands on to kernel and gradient what that function was given.
 *
 * @example gradFunc: (dy, _, attributes) => ({ x: () => backwards({ x: dy }, attributesOf<PadAttributes>(attributes)) })
 */
export function attributesOf<A extends object>(attributes: NamedAttrMap | undefined): A {
  return attributes as unknown as A;
}
