const MINUTE_MILLISECONDS = 60_000;
/** More callers than these are not remembered at once: the longest idle ones start anew with a full bucket. */
const MOST_CALLERS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** Requests per minute and caller, as a bucket that fills steadily and holds one minute's worth. */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();

  /** @param nowMilliseconds a monotonic clock */
  constructor(
    public perMinute: number,
    readonly nowMilliseconds: () => number = () => performance.now(),
  ) {}

  /** Takes one request of a caller's. @returns 0 if it may go on, else milliseconds until it may */
  take(caller: string): number {
    const now = this.nowMilliseconds();
    const bucket = this.#bucket(caller, now);
    bucket.tokens = Math.min(
      this.perMinute,
      bucket.tokens + ((now - bucket.at) * this.perMinute) / MINUTE_MILLISECONDS,
    );
    bucket.at = now;
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * MINUTE_MILLISECONDS) / this.perMinute);
    bucket.tokens--;
    return 0;
  }

  #bucket(caller: string, now: number): Bucket {
    const known = this.#buckets.get(caller);
    const bucket = known ?? { tokens: this.perMinute, at: now };
    // What is set last stands last: the first entry is the longest idle one.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > MOST_CALLERS) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return bucket;
  }
}
