/** Thrown for a message whose number leaves a gap. */
export class SequenceGap extends Error {
  override readonly name = "SequenceGap";
  constructor(
    readonly expected: number,
    readonly got: number,
  ) {
    super(`expected message number ${expected}, got ${got}; send again from ${expected} on`);
  }
}

/** An exchange as plain data. */
export interface ExchangeState<T> {
  readonly lastReceived: number;
  readonly lastSent: number;
  /** What was sent and is not acknowledged. */
  readonly outbox: readonly { readonly seq: number; readonly message: T }[];
}

/**
 * One side's bookkeeping of a numbered, acknowledged exchange that outlives its streams: what was taken in, and
 * what was sent and is not acknowledged yet.
 *
 * @example
 * const outgoing = exchange.number((seq) => ({ seq, ack: exchange.lastReceived, … }));
 * if (exchange.accept(incoming.seq, incoming.ack)) handle(incoming);
 */
export class Exchange<T> {
  #lastReceived = 0;
  #lastSent = 0;
  readonly #outbox: { readonly seq: number; readonly message: T }[] = [];

  /** Where it stands. */
  get state(): ExchangeState<T> {
    return { lastReceived: this.#lastReceived, lastSent: this.#lastSent, outbox: [...this.#outbox] };
  }

  restore({ lastReceived, lastSent, outbox }: ExchangeState<T>): void {
    this.#lastReceived = lastReceived;
    this.#lastSent = lastSent;
    this.#outbox.splice(0, this.#outbox.length, ...outbox);
  }

  /** The last message taken in: what to acknowledge. */
  get lastReceived(): number {
    return this.#lastReceived;
  }

  /** The number of the last message sent. */
  get lastSent(): number {
    return this.#lastSent;
  }

  /** Gives a message its number and keeps it until it is acknowledged. */
  number(make: (seq: number) => T): T {
    this.#lastSent++;
    const message = make(this.#lastSent);
    this.#outbox.push({ seq: this.#lastSent, message });
    return message;
  }

  /** Whether what follows this message was kept: not if the other side had acknowledged more before. */
  canGoOnFrom(ack: number): boolean {
    return ack >= this.#lastSent - this.#outbox.length;
  }

  /** @throws RangeError if it was never sent */
  requireSent(ack: number): void {
    if (ack > this.#lastSent)
      throw new RangeError(`message ${ack} is acknowledged, but only ${this.#lastSent} were sent`);
  }

  /** The other side has everything up to here. @throws RangeError if that was never sent */
  acknowledged(ack: number): void {
    this.requireSent(ack);
    while (this.#outbox.length > 0 && this.#outbox[0]!.seq <= ack) this.#outbox.shift();
  }

  /** Whether a message is new; a known one is to be ignored. @throws SequenceGap */
  isNew(seq: number): boolean {
    if (seq <= this.#lastReceived) return false;
    if (seq !== this.#lastReceived + 1) throw new SequenceGap(this.#lastReceived + 1, seq);
    return true;
  }

  /** Takes a message's number in, if it is new. @returns whether it is @throws SequenceGap */
  accept(seq: number): boolean {
    if (!this.isNew(seq)) return false;
    this.#lastReceived = seq;
    return true;
  }

  /** The message taken in last was refused: its number is expected again. */
  refused(): void {
    this.#lastReceived--;
  }

  /** What must be sent again on a new stream, in order. */
  unacknowledged(): readonly T[] {
    return this.#outbox.map(({ message }) => message);
  }
}
