import assert from "node:assert/strict";
import fc from "fast-check";
import { Exchange, SequenceGap } from "../../server/collection/exchange.js";

/** A message on its way. */
interface Numbered {
  readonly seq: number;
  readonly ack: number;
  readonly body: string;
}

/** One side: what it was given to say and what it was told. */
class Side {
  readonly exchange = new Exchange<Numbered>();
  readonly said: string[] = [];
  readonly told: string[] = [];
  /** On its way to the other side, in order. */
  outgoing: Numbered[] = [];

  say(body: string): void {
    this.said.push(body);
    this.outgoing.push(this.exchange.number((seq) => ({ seq, ack: this.exchange.lastReceived, body })));
  }

  receive({ seq, ack, body }: Numbered): void {
    this.exchange.acknowledged(ack);
    if (this.exchange.accept(seq)) this.told.push(body);
  }

  /** A new stream: what the other side has is known, the rest is sent again. */
  reconnect(other: Side): void {
    this.exchange.acknowledged(other.exchange.lastReceived);
    this.outgoing = this.exchange.unacknowledged().map((message) => ({ ...message }));
  }
}

describe("Exchange", () => {
  it("numbers from 1 and keeps what is not acknowledged", () => {
    const exchange = new Exchange<number>();
    assert.deepEqual(
      [1, 2, 3].map(() => exchange.number((seq) => seq)),
      [1, 2, 3],
    );
    assert.equal(exchange.lastSent, 3);
    exchange.acknowledged(2);
    assert.deepEqual(exchange.unacknowledged(), [3]);
    exchange.acknowledged(1);
    assert.deepEqual(exchange.unacknowledged(), [3]);
  });

  it("takes each number once and names the one it expects after a gap", () => {
    const exchange = new Exchange<number>();
    assert.deepEqual(
      [1, 1, 2, 1, 2].map((seq) => exchange.accept(seq)),
      [true, false, true, false, false],
    );
    assert.throws(
      () => exchange.accept(4),
      (error: unknown) => {
        assert.ok(error instanceof SequenceGap);
        assert.equal(error.expected, 3);
        assert.equal(error.got, 4);
        assert.match(error.message, /expected message number 3, got 4/);
        return true;
      },
    );
    assert.equal(exchange.lastReceived, 2);
    assert.equal(exchange.accept(3), true);
  });

  it("expects a refused message again", () => {
    const exchange = new Exchange<number>();
    exchange.accept(1);
    exchange.accept(2);
    exchange.refused();
    assert.equal(exchange.lastReceived, 1);
    assert.equal(exchange.accept(2), true);
  });

  it("does not believe that something was received which was never sent", () => {
    const exchange = new Exchange<number>();
    exchange.number((seq) => seq);
    assert.throws(() => exchange.acknowledged(2), /message 2 is acknowledged, but only 1 were sent/);
  });

  it("delivers each message once and in order, whatever is lost, doubled or cut", () => {
    const step = fc.tuple(fc.constantFrom("say", "pass", "pass", "double", "lose", "cut"), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const [driver, server] = [new Side(), new Side()];
        const cut = () => {
          driver.reconnect(server);
          server.reconnect(driver);
        };
        const pass = (from: Side, to: Side, times: number) => {
          const message = from.outgoing.shift();
          if (message === undefined) return;
          try {
            for (let i = 0; i < times; i++) to.receive(message);
          } catch (error) {
            if (!(error instanceof SequenceGap)) throw error;
            cut();
          }
        };
        for (const [what, fromDriver] of steps) {
          const [from, to] = fromDriver ? [driver, server] : [server, driver];
          if (what === "say") from.say(`${from.said.length}`);
          else if (what === "lose") from.outgoing.shift();
          else if (what === "cut") cut();
          else pass(from, to, what === "double" ? 2 : 1);
          assert.deepEqual(to.told, from.said.slice(0, to.told.length));
        }
        cut();
        while (driver.outgoing.length > 0) pass(driver, server, 1);
        while (server.outgoing.length > 0) pass(server, driver, 1);
        assert.deepEqual(server.told, driver.said);
        assert.deepEqual(driver.told, server.said);
        cut();
        assert.deepEqual([...driver.outgoing, ...server.outgoing], []);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
