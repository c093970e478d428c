/**
 * Results on their way, by the time at which they arrive: a binary heap in typed arrays that allocates nothing once it
 * is as large as it needs to be. Results of the same time come in the order of their holes.
 */
export class ResultQueue {
  #dueSeconds: Float64Array;
  #holes: Int32Array;
  #size = 0;

  /** @param capacity results that may be pending at once */
  constructor(capacity: number) {
    this.#dueSeconds = new Float64Array(capacity);
    this.#holes = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Time of the next result, infinite if none is pending. */
  get nextSeconds(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#dueSeconds[0]!;
  }

  /** The hole of which the next result is. */
  get nextHole(): number {
    return this.#holes[0]!;
  }

  clear(): void {
    this.#size = 0;
  }

  /** @throws RangeError if more than the capacity are pending */
  add(hole: number, dueSeconds: number): void {
    if (this.#size === this.#holes.length) throw new RangeError(`more than ${this.#size} results are pending`);
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#before(this.#dueSeconds[above]!, this.#holes[above]!, dueSeconds, hole)) break;
      this.#move(above, at);
      at = above;
    }
    this.#put(at, hole, dueSeconds);
  }

  /** Drops the next result. */
  removeNext(): void {
    const size = --this.#size;
    if (size <= 0) return;
    const hole = this.#holes[size]!;
    const dueSeconds = this.#dueSeconds[size]!;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      const right = below + 1;
      if (right < size && this.#isBefore(right, below)) below = right;
      if (this.#before(dueSeconds, hole, this.#dueSeconds[below]!, this.#holes[below]!)) break;
      this.#move(below, at);
      at = below;
    }
    this.#put(at, hole, dueSeconds);
  }

  #put(at: number, hole: number, dueSeconds: number): void {
    this.#holes[at] = hole;
    this.#dueSeconds[at] = dueSeconds;
  }

  #move(from: number, to: number): void {
    this.#holes[to] = this.#holes[from]!;
    this.#dueSeconds[to] = this.#dueSeconds[from]!;
  }

  #isBefore(a: number, b: number): boolean {
    return this.#before(this.#dueSeconds[a]!, this.#holes[a]!, this.#dueSeconds[b]!, this.#holes[b]!);
  }

  #before(aSeconds: number, aHole: number, bSeconds: number, bHole: number): boolean {
    return aSeconds < bSeconds || (aSeconds === bSeconds && aHole < bHole);
  }
}
