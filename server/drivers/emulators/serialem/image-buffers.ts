import type { WireImage } from "../../serialem/wire/image.js";
import type { Point } from "./target-positions.js";

/** Buffers A to T. */
const BUFFERS = 20;
/** How many of the first ones a new image pushes on. */
const ROLLING = 6;

/** An image and where it was taken. */
export interface BufferImage extends WireImage {
  /** Low-dose area or "M" for a montage; empty for one that a client has put there. */
  readonly area: string;
  readonly centre: Point;
  readonly fieldMicrometers: number;
}

/** SerialEM's image buffers: a new image goes into A, what was there into B, and so on. */
export class ImageBuffers {
  readonly #images: (BufferImage | undefined)[] = new Array(BUFFERS).fill(undefined);

  at(index: number): BufferImage | undefined {
    return this.#images[index];
  }

  /** @param letter empty for A @returns undefined if it is no letter of a buffer */
  index(letter: string): number | undefined {
    if (letter === "") return 0;
    const index = letter.toUpperCase().charCodeAt(0) - 65;
    return letter.length === 1 && index >= 0 && index < BUFFERS ? index : undefined;
  }

  add(image: BufferImage): void {
    for (let i = ROLLING - 1; i > 0; i--) this.#images[i] = this.#images[i - 1];
    this.#images[0] = image;
  }

  put(index: number, image: BufferImage): void {
    if (index >= 0 && index < BUFFERS) this.#images[index] = image;
  }
}
