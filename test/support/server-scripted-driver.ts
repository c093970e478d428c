import { type ClientDuplexStream, type ServiceError, status } from "@grpc/grpc-js";
import {
  Capabilities,
  type CollectionServiceClient,
  type Directive,
  DriveRequest,
  type DriveResponse,
  Hello,
  type Shot,
  ShotState,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { Target, TargetStatus } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { instrumentOf } from "./server-options.js";
import { deferred } from "./server-wait.js";
import { describeTargets, type Layout, smallLayout } from "./small-worlds.js";

/** What a driver can say. */
export type Said = NonNullable<DriveRequest["message"]>;

/** How a stream ended; code OK where the server ended it by itself. */
export interface StreamEnd {
  readonly code: status;
  readonly details: string;
}

const MOVE_SECONDS = 120;
const EXPOSURE_SECONDS = 60;

/** A layout's targets as a survey message lists them. */
export function surveyedTargets(layout: Layout = smallLayout): Target[] {
  return describeTargets(layout).map((target) =>
    Target.fromPartial({ ...target, parentId: target.parentId ?? "", status: TargetStatus.AVAILABLE }),
  );
}

export function survey(targets: Target[] = surveyedTargets()): Said {
  return { $case: "survey", survey: { targets } };
}

export function position(targetId: string): Said {
  return { $case: "position", position: { targetId } };
}

export function surveyComplete(): Said {
  return { $case: "surveyed", surveyed: { parentId: "", final: true } };
}

export function completed(directiveId: string, durationSeconds = MOVE_SECONDS): Said {
  return { $case: "directiveCompleted", directiveCompleted: { directiveId, durationSeconds, phases: [] } };
}

export function shotReport(
  directiveId: string,
  shotId: string,
  state: ShotState,
  durationSeconds = state === ShotState.DONE ? EXPOSURE_SECONDS : 0,
): Said {
  return { $case: "shot", shot: { directiveId, shotId, state, durationSeconds } };
}

/** The shots of a directive; none if it is no `acquire`. */
export function shotsOf({ kind }: Directive): Shot[] {
  return kind?.$case === "acquire" ? kind.acquire.shots : [];
}

/**
 * One stream of a driver that a test writes by hand: it says what it is told to, true or false, and knows nothing
 * of a microscope.
 */
export class ScriptedDriver {
  /** All messages of the server on this stream. */
  readonly received: DriveResponse[] = [];
  readonly ended: Promise<StreamEnd>;
  epoch = 0;
  /** The last number given to a message of the driver. */
  seq: number;
  /** The last number of the server's that was taken in. */
  ack: number;
  /** The instrument's clock. */
  instrumentSeconds = 0;
  /** The last directive that came. */
  directive: Directive | undefined;
  /** The last directive that came and was not carried out; empty if none. */
  inFlight: string;
  #end: StreamEnd | undefined;
  readonly #stream: ClientDuplexStream<DriveRequest, DriveResponse>;
  readonly #waiting = new Set<() => void>();

  /** @param earlier the driver's stream before this one: its numbers go on */
  constructor(
    client: CollectionServiceClient,
    readonly sessionKey: string,
    earlier?: ScriptedDriver,
  ) {
    this.seq = earlier?.seq ?? 0;
    this.ack = earlier?.ack ?? 0;
    this.instrumentSeconds = earlier?.instrumentSeconds ?? 0;
    this.directive = earlier?.directive;
    this.inFlight = earlier?.inFlight ?? "";
    this.#stream = client.drive();
    const end = deferred<StreamEnd>();
    this.ended = end.promise;
    this.#stream.on("data", (response: DriveResponse) => this.#receive(response));
    this.#stream.on("error", (error: ServiceError) => end.resolve({ code: error.code, details: error.details }));
    this.#stream.on("end", () => {
      this.#stream.end();
      // An error, if there is one, comes after the end.
      setImmediate(() => end.resolve({ code: status.OK, details: "" }));
    });
    void this.ended.then((how) => {
      this.#end = how;
      for (const wake of this.#waiting) wake();
    });
  }

  #receive(response: DriveResponse): void {
    this.received.push(response);
    const { message, seq } = response;
    if (message?.$case === "welcome") this.epoch = message.welcome.epoch;
    if (seq === this.ack + 1) {
      this.ack = seq;
      if (message?.$case === "directive") {
        this.directive = message.directive;
        this.inFlight = message.directive.id;
      }
    }
    for (const wake of this.#waiting) wake();
  }

  /** Sends a message as it is; what is not given is 0. */
  send(request: Partial<DriveRequest>): void {
    this.#stream.write(DriveRequest.create(request));
  }

  /** Says something with the next number; `wrong` puts other fields into the envelope. */
  say(message: Said | undefined, wrong: Partial<Omit<DriveRequest, "message">> = {}): void {
    const { epoch, ack, instrumentSeconds } = this;
    this.#stream.write(DriveRequest.create({ epoch, seq: ++this.seq, ack, instrumentSeconds, message, ...wrong }));
  }

  /** Waits for a message of the server, those that came already included. @throws Error if the stream ends before */
  async response(what: string, fits: (response: DriveResponse) => boolean): Promise<DriveResponse> {
    for (;;) {
      const found = this.received.find(fits);
      if (found !== undefined) return found;
      if (this.#end !== undefined)
        throw new Error(`no ${what}: the stream ended with ${this.#end.code} ${this.#end.details}`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** Waits until the server has taken in what was said last. */
  async heard(): Promise<void> {
    const { seq } = this;
    await this.response(`acknowledgement of ${seq}`, ({ ack }) => ack >= seq);
  }

  /** Says hello and waits for the welcome. @returns the last message of the driver that the server has */
  async hello(): Promise<number> {
    const capabilities = Capabilities.fromPartial({ load: true, acquire: true, halt: true });
    const hello = Hello.fromPartial({
      sessionKey: this.sessionKey,
      driver: "scripted",
      version: "0",
      capabilities,
      instrument: instrumentOf(this.sessionKey),
      directiveId: this.inFlight,
    });
    this.send({ ack: this.ack, message: { $case: "hello", hello } });
    const { message } = await this.response("welcome", (response) => response.message?.$case === "welcome");
    return message?.$case === "welcome" ? message.welcome.lastSeq : Number.NaN;
  }

  /** Says hello, tells of targets and waits for the first directive. */
  async begin(targets: Target[] = surveyedTargets(), placeTargetId = ""): Promise<Directive> {
    await this.hello();
    this.say(survey(targets));
    this.say(position(placeTargetId));
    this.say(surveyComplete());
    return this.nextDirective();
  }

  /** The directive that follows what was said last. */
  async nextDirective(): Promise<Directive> {
    const { seq } = this;
    await this.response("directive", ({ message, ack }) => message?.$case === "directive" && ack >= seq);
    return this.directive!;
  }

  /** Carries a directive out as a good driver does. @returns the shots that were made */
  carryOut(directive: Directive): readonly Shot[] {
    this.say({ $case: "directiveAcknowledged", directiveAcknowledged: { directiveId: directive.id } });
    const shots = shotsOf(directive);
    for (const shot of shots) {
      this.say(shotReport(directive.id, shot.id, ShotState.STARTED));
      this.instrumentSeconds += EXPOSURE_SECONDS;
      this.say(shotReport(directive.id, shot.id, ShotState.DONE));
    }
    if (shots.length === 0 && directive.kind?.$case !== "finish") this.instrumentSeconds += MOVE_SECONDS;
    this.inFlight = "";
    this.say(completed(directive.id, shots.length === 0 ? MOVE_SECONDS : shots.length * EXPOSURE_SECONDS));
    return shots;
  }

  /** Carries moves out until shots are asked for. @returns the directive that asks, not begun */
  async untilAcquire(first: Directive): Promise<Directive> {
    let directive = first;
    while (directive.kind?.$case !== "acquire") {
      this.carryOut(directive);
      directive = await this.nextDirective();
    }
    return directive;
  }

  /** Carries everything out to the session's end. @returns all shots that were made, in order */
  async finish(first: Directive): Promise<Shot[]> {
    const made: Shot[] = [];
    for (let directive = first; ; directive = await this.nextDirective()) {
      made.push(...this.carryOut(directive));
      if (directive.kind?.$case === "finish") return made;
    }
  }

  /** Breaks the stream off. */
  cancel(): void {
    this.#stream.cancel();
  }

  /** Says that nothing more will be said. */
  end(): void {
    this.#stream.end();
  }
}
