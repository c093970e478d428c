import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Between two segments of an answer that is to arrive in several, milliseconds. */
const SEGMENT_GAP_MILLISECONDS = 4;

/** How an answer is to go out; bytes are counted over the whole answer, an image included. */
export interface Delivery {
  /** Real time that the answer is late. */
  delayMilliseconds: number;
  /** The connection breaks instead of an answer. */
  isLost: boolean;
  /** The connection is reset after so many bytes. */
  resetAfterBytes: number | undefined;
  /** Bytes at which a new segment begins. */
  splitAt: readonly number[];
}

/** The usual way. */
export function plainDelivery(): Delivery {
  return { delayMilliseconds: 0, isLost: false, resetAfterBytes: undefined, splitAt: [] };
}

/** The answer did not go out, or not all of it; the connection is gone. */
export class AnswerLost extends Error {
  override readonly name = "AnswerLost";
}

/** Writes the parts of one answer. */
export class AnswerWriter {
  #sent = 0;

  constructor(
    readonly socket: Socket,
    readonly delivery: Delivery,
  ) {}

  /** @throws AnswerLost */
  async write(bytes: Buffer): Promise<void> {
    const { delayMilliseconds, isLost, resetAfterBytes, splitAt } = this.delivery;
    if (this.#sent === 0 && delayMilliseconds > 0) await sleep(delayMilliseconds);
    if (isLost) this.#lose(() => this.socket.destroy());
    const end = this.#sent + bytes.length;
    const cut = resetAfterBytes === undefined ? end : Math.min(end, Math.max(this.#sent, resetAfterBytes));
    const inside = splitAt.filter((at) => at > this.#sent && at < cut);
    const borders = [this.#sent, ...inside.sort((a, b) => a - b), cut];
    for (let i = 1; i < borders.length; i++) {
      if (i > 1) await sleep(SEGMENT_GAP_MILLISECONDS);
      const from = borders[i - 1]! - this.#sent;
      await this.#send(bytes.subarray(from, from + borders[i]! - borders[i - 1]!));
    }
    this.#sent = end;
    if (cut < end) {
      await sleep(SEGMENT_GAP_MILLISECONDS);
      this.#lose(() => this.socket.resetAndDestroy());
    }
  }

  #lose(end: () => void): never {
    end();
    throw new AnswerLost("the connection was broken off");
  }

  async #send(bytes: Buffer): Promise<void> {
    if (this.socket.destroyed) throw new AnswerLost("the client is gone");
    await new Promise<void>((resolve, reject) => {
      this.socket.write(bytes, (error) => {
        if (error == null) resolve();
        else reject(new AnswerLost(error.message));
      });
    });
  }
}
