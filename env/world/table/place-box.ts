/** The smallest box around places on the stage, grown place by place. */
export class PlaceBox {
  #left = Number.POSITIVE_INFINITY;
  #right = Number.NEGATIVE_INFINITY;
  #bottom = Number.POSITIVE_INFINITY;
  #top = Number.NEGATIVE_INFINITY;

  /** Unknown places (NaN) are left out. */
  add(xMicrometers: number, yMicrometers: number): void {
    if (Number.isNaN(xMicrometers) || Number.isNaN(yMicrometers)) return;
    this.#left = Math.min(this.#left, xMicrometers);
    this.#right = Math.max(this.#right, xMicrometers);
    this.#bottom = Math.min(this.#bottom, yMicrometers);
    this.#top = Math.max(this.#top, yMicrometers);
  }

  /** The box's middle; undefined if no place is known. */
  get middle(): readonly [xMicrometers: number, yMicrometers: number] | undefined {
    if (this.#left > this.#right) return undefined;
    return [(this.#left + this.#right) / 2, (this.#bottom + this.#top) / 2];
  }
}
