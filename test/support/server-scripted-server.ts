import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import {
  CollectionServiceService,
  type Directive,
  type DriveRequest,
  type DriveResponse,
  type ExchangeRequest,
  type ExchangeResponse,
  type Hello,
  type Shot,
  Welcome,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { SafetyLimits } from "../../proto/gen/cryogym/v1alpha1/safety_limits.js";

type Kind = NonNullable<Directive["kind"]>;
type Ordered = NonNullable<DriveResponse["message"]>;
type Said = NonNullable<DriveRequest["message"]>;

/** A directive with what a test cares for. */
export function directive(id: string, kind: Kind, validForSeconds = 600): Directive {
  return { id, validForSeconds, expectedSeconds: 60, reason: { sentence: "", numbers: {} }, kind };
}

/** A directive to expose holes of a group; each shot is named by directive and place, such as `d-01`. */
export function acquireDirective(id: string, groupId: string, targetIds: readonly string[]): Directive {
  const shots = targetIds.map((targetId, i): Shot => ({ id: `${id}-${String(i + 1).padStart(2, "0")}`, targetId }));
  return directive(id, { $case: "acquire", acquire: { groupId, shots, tiltSeries: undefined } });
}

/** How a {@link ScriptedServer} behaves; all may be changed while it runs. */
export interface ScriptedServerOptions {
  serverId: string;
  leaseTerm: number;
  limits: SafetyLimits | undefined;
  /** The halt that a welcome tells of. */
  haltId: string;
  /** Given one after the other, each when the one before has ended, the first after the survey. */
  directives: Directive[];
  /** Whether what is heard is acknowledged; else it is forgotten when the connection ends, as a lost journal entry is. */
  acknowledges: boolean;
  /** Whether the stream is ended when a halt is obeyed. */
  endsOnHalted: boolean;
}

const ENDS = new Set<Said["$case"]>(["directiveCompleted", "directiveFailed", "directiveRejected"]);

/** A server that a test writes by hand: it gives directives, keeps what the driver says, and checks its numbers. */
export class ScriptedServer {
  readonly options: ScriptedServerOptions;
  /** What was said, each numbered message once, hellos too. */
  readonly heard: Said[] = [];
  /** All messages as they came, repeated ones too. */
  readonly requests: DriveRequest[] = [];
  readonly hellos: Hello[] = [];
  /** What a driver must not do: gaps, another message with a known number, an old epoch. */
  readonly violations: string[] = [];
  readonly #server = new Server();
  readonly #sent: DriveResponse[] = [];
  readonly #bySeq = new Map<number, string>();
  #stream: ServerDuplexStream<DriveRequest, DriveResponse> | undefined;
  #poll: (() => void) | undefined;
  #epoch = 0;
  #received = 0;
  #safe = 0;
  #given = 0;

  constructor(options: Partial<ScriptedServerOptions> = {}) {
    const defaults = { serverId: "", leaseTerm: 0, limits: undefined, haltId: "", directives: [] };
    this.options = { ...defaults, acknowledges: true, endsOnHalted: true, ...options };
  }

  /** @returns the address that it listens on */
  async start(port = 0): Promise<string> {
    const drive = (stream: ServerDuplexStream<DriveRequest, DriveResponse>) => {
      this.#stream = stream;
      stream.on("data", (request: DriveRequest) => {
        // What a connection that was broken off still brings is lost.
        if (this.#stream === stream) this.#hear(request, (response) => stream.write(response));
      });
      stream.on("error", () => {});
    };
    const exchange = (
      call: ServerUnaryCall<ExchangeRequest, ExchangeResponse>,
      callback: sendUnaryData<ExchangeResponse>,
    ) => this.#exchange(call.request, (responses) => callback(null, { responses }));
    this.#server.addService(CollectionServiceService, { drive, exchange });
    const bound = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, got) =>
        error === null ? resolve(got) : reject(error),
      );
    });
    return `127.0.0.1:${bound}`;
  }

  /** What was said of one kind, in order. */
  of<Name extends Said["$case"]>(name: Name): Extract<Said, { $case: Name }>[] {
    return this.heard.filter((said): said is Extract<Said, { $case: Name }> => said.$case === name);
  }

  /** States of shots as they were reported: `d-01 3`. */
  shots(): string[] {
    return this.of("shot").map(({ shot }) => `${shot.shotId} ${shot.state}`);
  }

  /** Sends a message with the next number, or again with the last one's. */
  send(message: Ordered, again = false): void {
    if (!again) this.#sent.push({ epoch: this.#epoch, seq: this.#sent.length + 1, ack: 0, message });
    const last = this.#sent.at(-1)!;
    this.write({ ...last, message });
  }

  /** Sends something with a number of one's own. */
  write(response: DriveResponse): void {
    this.#stream?.write({ ...response, epoch: this.#epoch, ack: this.#safe });
    this.#poll?.();
  }

  /** Gives the next directive. */
  next(): void {
    const given = this.options.directives[this.#given];
    if (given === undefined) return;
    this.#given++;
    this.send({ $case: "directive", directive: given });
  }

  /** Acknowledges all and ends the stream. */
  end(): void {
    this.#stream?.write(this.#bare());
    this.#stream?.end();
  }

  /** Breaks the connection off. What was not acknowledged is forgotten. */
  cut(code = status.UNAVAILABLE): void {
    this.#received = this.#safe;
    this.#stream?.emit("error", { code, details: "cut" });
    this.#stream = undefined;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #bare(): DriveResponse {
    return { epoch: this.#epoch, seq: 0, ack: this.#safe, message: undefined };
  }

  #hear(request: DriveRequest, reply: (response: DriveResponse) => void): void {
    this.requests.push(request);
    const { seq, message, epoch, ack } = request;
    if (message?.$case === "hello") {
      this.#epoch++;
      this.#received = this.#safe;
      this.heard.push(message);
      this.hellos.push(message.hello);
      const { serverId, leaseTerm, limits, haltId } = this.options;
      const welcome = Welcome.fromPartial({ epoch: this.#epoch, lastSeq: this.#safe, serverId, leaseTerm, haltId });
      welcome.limits = limits;
      reply({ epoch: this.#epoch, seq: 0, ack: this.#safe, message: { $case: "welcome", welcome } });
      for (const sent of this.#sent.slice(ack)) reply({ ...sent, epoch: this.#epoch, ack: this.#safe });
      return;
    }
    if (epoch !== this.#epoch) this.violations.push(`epoch ${epoch} instead of ${this.#epoch}`);
    if (seq === 0) return;
    const text = JSON.stringify({
      message,
      at: request.instrumentSeconds,
      observed: request.observedAtUnixMilliseconds,
    });
    const before = this.#bySeq.get(seq);
    if (before !== undefined && before !== text) this.violations.push(`number ${seq} was ${before} and is ${text}`);
    if (seq > this.#received + 1) this.violations.push(`number ${seq} after ${this.#received}`);
    this.#bySeq.set(seq, text);
    this.#received = Math.max(this.#received, seq);
    if (this.options.acknowledges) this.#safe = this.#received;
    if (before !== undefined || message === undefined) {
      reply(this.#bare());
      return;
    }
    this.heard.push(message);
    const sent = this.#sent.length;
    if (message.$case === "surveyed" || ENDS.has(message.$case)) this.next();
    if (message.$case === "halted" && this.options.endsOnHalted) this.end();
    else if (this.#sent.length === sent) reply(this.#bare());
  }

  #exchange(request: ExchangeRequest, answer: (responses: DriveResponse[]) => void): void {
    const responses: DriveResponse[] = [];
    let isHello = false;
    for (const one of request.requests) {
      isHello ||= one.message?.$case === "hello";
      this.#hear(one, (response) => {
        if (isHello) responses.push(response);
      });
    }
    const due = () => this.#sent.slice(request.ack).map((sent) => ({ ...sent, epoch: this.#epoch, ack: this.#safe }));
    const finish = () => {
      clearTimeout(timer);
      if (this.#poll === finish) this.#poll = undefined;
      answer(isHello ? responses : [...due(), this.#bare()]);
    };
    const waits = !isHello && request.requests.length === 0 && due().length === 0 && request.waitForSeconds > 0;
    const timer = setTimeout(finish, waits ? request.waitForSeconds * 1000 : 0);
    if (waits) this.#poll = finish;
  }
}
