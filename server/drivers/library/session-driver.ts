import type { ServiceError } from "@grpc/grpc-js";
import type { DriveRequest, DriveResponse, Welcome } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SequenceGap } from "../../collection/exchange.js";
import { requireDeclared } from "./capable.js";
import { connectAgain, openTransport, Refused, Unreachable } from "./connection-loop.js";
import { DeadMan } from "./dead-man.js";
import { type DriverContext, StoppedError } from "./driver-context.js";
import type { CompleteOptions, DriveEnd } from "./driver-options.js";
import { DriverState } from "./driver-state.js";
import { forgotten, hello, unnumbered } from "./hello.js";
import { InstrumentNews } from "./instrument-news.js";
import { leaveSafely } from "./leave-safely.js";
import { makeContext } from "./make-context.js";
import { Orders } from "./orders.js";
import { swear } from "./swear.js";
import { every, realTime } from "./timekeeper.js";
import type { Connection } from "./transport.js";
import { WorkQueue } from "./work-queue.js";

/** So many connections in a row that end by a gap in the server's numbers end the driver. */
const MOST_GAPS = 5;
/** So long after everything is said and done the server may end the stream itself. */
const LEAVE_AFTER_SECONDS = 5;

/** Runs one session: keeps the connection, takes the server's messages in, and has one piece of work done at a time. */
export class SessionDriver {
  readonly state: DriverState;
  readonly #orders: Orders;
  readonly #deadMan: DeadMan;
  readonly #context: DriverContext;
  readonly #news: InstrumentNews;
  #connection: Connection | undefined;
  #epoch = 0;
  #welcomed = false;
  #gaps = 0;
  #leaving = false;
  readonly #work = new WorkQueue(() => this.#connection?.cancel());

  constructor(readonly options: CompleteOptions) {
    requireDeclared(options.instrument);
    this.state = DriverState.open(options.stateFile, options.sessionKey);
    const context = makeContext(options, this.state, {
      send: (requests) => this.#send(requests),
      isStopped: () => this.#work.failure !== undefined,
      order: (id) => this.#orders.of(id),
    });
    const news = new InstrumentNews(context);
    this.#context = context;
    this.#news = news;
    this.#deadMan = new DeadMan({
      ...options,
      act: (what) => this.#leave(what, () => this.#deadMan.isUnattended),
    });
    this.#orders = new Orders(context, this.#deadMan, (task) => this.#work.do(task));
    options.instrument.recall?.([...this.state.targets.all()]);
    options.instrument.listen?.((event) => {
      try {
        if (this.#work.failure === undefined) news.hear(event);
      } catch (error) {
        this.#work.fail(error);
      }
    });
  }

  async run(): Promise<DriveEnd> {
    this.#deadMan.begin("cut off");
    if (this.state.facts.get("paused") === true) this.#deadMan.begin("paused");
    const stopBeating = every(this.options.time, this.options.heartbeatSeconds, () => this.#beat());
    let end: DriveEnd | undefined;
    try {
      await connectAgain(this.options, {
        connect: () => this.#connect(),
        isOver: async (endedByServer) => {
          const isLast = endedByServer && (this.state.isHalted || this.state.facts.get("finished") === true);
          if (isLast || this.#work.failure !== undefined) await this.#work.done;
          if (this.#work.failure !== undefined) throw this.#work.failure;
          end = this.#end(endedByServer);
          return end !== undefined;
        },
      });
      return end!;
    } catch (error) {
      if (error instanceof Unreachable) this.#leave("safe", () => true);
      // Somebody else may drive by now: what runs ends, and nothing more is begun.
      if (error instanceof Refused) {
        this.#work.fail(error);
        this.options.log.error({ details: error.message }, "the driver ends once the running command has");
      }
      await this.#work.done;
      throw error;
    } finally {
      this.#work.fail(new StoppedError("the session is over"));
      stopBeating();
      this.#deadMan.stop();
      this.state.close();
    }
  }

  #beat(): void {
    const heartbeat = { scopeReplyAgeSeconds: this.#orders.replyAgeSeconds };
    this.#send([unnumbered(this.#context, { $case: "heartbeat", heartbeat })]);
  }

  #leave(what: "blanked" | "safe", isCalledFor: () => boolean): void {
    // Whoever exposes looks after the microscope.
    if (!this.options.instrument.capabilities.acquire) return;
    const later = (task: () => Promise<void>) => this.#work.do(task);
    later(() => leaveSafely(this.#context, { what, isCalledFor, hasFault: () => this.#news.hasFault, later }));
  }

  #end(endedByServer: boolean): DriveEnd | undefined {
    if (this.state.messages.unacknowledged().length > 0) return undefined;
    if (this.state.isHalted) return endedByServer ? "halted" : undefined;
    // Who is given no directive is given no last one either.
    if (endedByServer && this.options.instrument.observe !== undefined) return "finished";
    return this.state.facts.get("finished") === true ? "finished" : undefined;
  }

  /** Runs one connection to its end. */
  async #connect(): Promise<{ readonly error: ServiceError | undefined; readonly welcomed: boolean }> {
    const { messages, facts } = this.state;
    this.#welcomed = false;
    const adopts = this.options.adoptServer && this.#epoch === 0;
    const transport = openTransport(this.options);
    const connection = transport.connect({
      sessionKey: this.options.sessionKey,
      hello: {
        ...unnumbered(this.#context, { $case: "hello", hello: hello(this.options, this.state, adopts) }),
        epoch: adopts ? 0 : (facts.get("epoch") ?? 0),
        ack: messages.lastReceived,
      },
      lastReceived: () => messages.lastReceived,
      receive: (response) => {
        try {
          if (this.#work.failure === undefined && this.#connection === connection) this.#receive(response);
        } catch (error) {
          this.#work.fail(error instanceof RangeError ? forgotten(this.options.sessionKey, error.message) : error);
        }
      },
    });
    this.#connection = connection;
    const { timeSeconds, timeoutSeconds } = this.options.keepalive;
    const callOff = realTime.after(timeSeconds + timeoutSeconds, () => {
      // Keepalive begins with a connection that is ready.
      if (!this.#welcomed) connection.cancel();
    });
    const error = await connection.ended;
    callOff();
    transport.close();
    this.#connection = undefined;
    this.#deadMan.begin("cut off");
    return { error, welcomed: this.#welcomed };
  }

  #receive(response: DriveResponse): void {
    const { messages } = this.state;
    const { message, seq } = response;
    // Before anything else, whatever is missing before it: a halt that was dealt with is known by its number.
    if (message?.$case === "halt" && (seq === 0 || seq > messages.lastReceived))
      this.#orders.halt(message.halt.haltId, message.halt.reason);
    if (message?.$case === "welcome") {
      this.#welcome(message.welcome);
      return;
    }
    messages.acknowledge(response.ack);
    if (seq > 0) this.#takeIn(response);
    this.#leaveIfDone();
  }

  #takeIn(response: DriveResponse): void {
    try {
      if (!this.state.messages.isNew(response.seq)) return;
    } catch (error) {
      if (!(error instanceof SequenceGap)) throw error;
      if (++this.#gaps >= MOST_GAPS) throw new RangeError(error.message);
      this.options.log.warn({ details: error.message }, "a message of the server is missing; connecting again");
      this.#connection?.cancel();
      return;
    }
    this.#gaps = 0;
    this.#orders.take(response);
  }

  #welcome(welcome: Welcome): void {
    const { messages } = this.state;
    swear(this.state, welcome, this.options);
    if (welcome.haltId !== "") this.#orders.halt(welcome.haltId, "it holds at the server");
    if (welcome.lastSeq < messages.acknowledged)
      throw new RangeError(`the server has messages up to ${welcome.lastSeq} and had ${messages.acknowledged} before`);
    messages.acknowledge(welcome.lastSeq);
    // Before anything is said in it: a hello that remembers less is an old one.
    this.state.commit(() => this.state.facts.set("epoch", welcome.epoch));
    this.#epoch = welcome.epoch;
    this.#welcomed = true;
    this.#deadMan.end("cut off");
    this.#beat();
    this.#send(messages.unacknowledged());
    this.#orders.begin();
    this.#leaveIfDone();
  }

  /** A server that has taken everything in ends the stream; where it can't, or does not, the driver leaves. */
  #leaveIfDone(): void {
    const { state, options } = this;
    if (this.#leaving || this.#end(false) !== "finished") return;
    this.#leaving = true;
    options.time.after(options.transport === "exchange" ? 0 : LEAVE_AFTER_SECONDS, () => {
      if (!state.isHalted) this.#connection?.cancel();
      this.#leaving = false;
    });
  }

  #send(requests: readonly DriveRequest[]): void {
    if (!this.#welcomed) return;
    const ack = this.state.messages.lastReceived;
    for (const request of requests) this.#connection?.send({ ...request, epoch: this.#epoch, ack });
  }
}
