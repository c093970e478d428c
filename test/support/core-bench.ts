import assert from "node:assert/strict";
import {
  Capabilities,
  type Directive,
  DriveRequest,
  type DriveResponse,
  Hello,
  type Shot,
  ShotState,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type DeepPartial, ReportRequest } from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { Target } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { CollectionCore } from "../../server/collection/core/collection-core.js";
import type { CoreInput, CoreOutput, OperatorCommand } from "../../server/collection/core/core-input.js";
import type { Mode } from "../../server/collection/machine/collection-state.js";
import type { Receipt } from "../../server/collection/model/shot-book.js";
import type { DecisionRecord, PlainGoal } from "../../server/policy/decision-record.js";
import { planOf } from "./plans.js";
import {
  completed,
  position,
  type Said,
  shotReport,
  shotsOf,
  survey,
  surveyComplete,
  surveyedTargets,
} from "./server-scripted-driver.js";

const MOVE_SECONDS = 120;
const EXPOSURE_SECONDS = 60;

export interface CoreBenchOptions {
  /** Default: autonomous. */
  readonly mode?: Mode;
  /** Default: can't survey. */
  readonly capabilities?: Partial<Capabilities>;
  readonly budgetMinutes?: number;
}

/** A session in memory, with no journal, no policy and no wire: a test says what comes in and sees what is to be done. */
export class CoreBench {
  readonly core: CollectionCore;
  /** All inputs that were taken in, in order. */
  readonly inputs: CoreInput[] = [];
  /** All that was to be done. */
  readonly outputs: CoreOutput[] = [];
  readonly options: CoreBenchOptions;
  /** The instrument's clock. */
  seconds = 0;
  #seq = 0;

  constructor(options: CoreBenchOptions = {}) {
    this.options = options;
    this.core = this.#core();
  }

  #core(): CollectionCore {
    const { mode = "autonomous", budgetMinutes = 480 } = this.options;
    return new CollectionCore({ key: "bench", plan: planOf(budgetMinutes), mode });
  }

  take(input: CoreInput): readonly CoreOutput[] {
    const outputs = this.core.take(input, 1000 * this.inputs.length);
    this.inputs.push(input);
    this.outputs.push(...outputs);
    return outputs;
  }

  /** A driver says hello. */
  hello(directiveId = ""): void {
    const capabilities = Capabilities.fromPartial({
      load: true,
      acquire: true,
      halt: true,
      ...this.options.capabilities,
    });
    const hello = Hello.fromPartial({ sessionKey: "bench", driver: "bench", version: "0", capabilities, directiveId });
    this.take({ kind: "connect", hello, ack: this.core.exchange.lastSent });
  }

  /** The driver says something. @returns what the server answers, acknowledgements left out */
  say(message: Said): DriveResponse["message"][] {
    const { epoch, exchange } = this.core;
    const envelope = { epoch, seq: ++this.#seq, ack: exchange.lastSent, instrumentSeconds: this.seconds };
    try {
      const outputs = this.take({ kind: "driver", request: DriveRequest.create({ ...envelope, message }) });
      return outputs.flatMap((output) => (output.kind === "send" ? [output.response.message] : []));
    } catch (error) {
      this.#seq--;
      throw error;
    }
  }

  /** A driver connects and tells of the small world. */
  begin(targets: Target[] = surveyedTargets(), place = ""): this {
    this.hello();
    this.say(survey(targets));
    this.say(position(place));
    this.say(surveyComplete());
    return this;
  }

  operate(command: OperatorCommand): readonly CoreOutput[] {
    return this.take({ kind: "operator", by: "test", command });
  }

  /** The policy answers what it was asked last. */
  decide(goal: PlainGoal, number = this.core.state.decisions): readonly CoreOutput[] {
    const record: DecisionRecord = {
      goal,
      reason: { sentence: `The policy wants to ${goal.kind}.`, numbers: { worth: 1 } },
      probability: 1,
      policy: "test",
      policyHash: "",
      milliseconds: 1,
      changes: this.core.model.changes.length,
    };
    return this.take({ kind: "decision", number, record });
  }

  /** An outcome is reported. @param ctf Å, null takes it back */
  report(shotId: string, ctf: number | null, revision = 0, source = "pipeline"): Receipt {
    const outcome = ctf === null ? { withdrawn: true } : { ctfResolutionAngstrom: ctf };
    const request: DeepPartial<ReportRequest> = {
      sessionKey: "bench",
      source,
      outcomes: [{ shotId, revision, ...outcome }],
    };
    this.take({ kind: "results", request: ReportRequest.fromPartial(request) });
    return this.core.receipts[0]!;
  }

  /** The directive in flight. */
  get directive(): Directive {
    const sent = this.outputs.flatMap((output) =>
      output.kind === "send" && output.response.message?.$case === "directive"
        ? [output.response.message.directive]
        : [],
    );
    const found = sent.find(({ id }) => id === this.core.directiveInFlight);
    assert.ok(found, `no directive is in flight: the session is ${this.core.state.name}`);
    return found;
  }

  /** What the directive in flight asks for, such as `loadGrid 1` or `acquire 1.1.1.1 1.1.1.2`. */
  get asked(): string {
    const { kind } = this.directive;
    if (kind?.$case === "acquire") return ["acquire", ...kind.acquire.shots.map(({ targetId }) => targetId)].join(" ");
    if (kind === undefined || kind.$case === "finish") return "finish";
    const to = (kind as unknown as Record<string, { readonly targetId: string }>)[kind.$case]!;
    return `${kind.$case} ${to.targetId}`;
  }

  /** Carries the directive in flight out. @returns its shots */
  carryOut(): Shot[] {
    const { directive } = this;
    const shots = shotsOf(directive);
    for (const { id } of shots) this.expose(directive.id, id);
    if (shots.length === 0 && directive.kind?.$case !== "finish") this.seconds += MOVE_SECONDS;
    this.say(completed(directive.id, shots.length === 0 ? MOVE_SECONDS : shots.length * EXPOSURE_SECONDS));
    return shots;
  }

  /** Carries directives out as long as one follows the other. @returns what they asked for */
  carryAllOut(): string[] {
    const asked: string[] = [];
    while (this.core.state.name === "directed") {
      asked.push(this.asked);
      this.carryOut();
    }
    return asked;
  }

  /** A shot is started and done. */
  expose(directiveId: string, shotId: string): void {
    this.say(shotReport(directiveId, shotId, ShotState.STARTED));
    this.seconds += EXPOSURE_SECONDS;
    this.say(shotReport(directiveId, shotId, ShotState.DONE));
  }

  /** Goes to holes and stands before their exposure. @returns the directive that asks for it */
  atShots(...holes: readonly string[]): Directive {
    this.decide({ kind: "acquire", holes });
    while (this.directive.kind?.$case !== "acquire") this.carryOut();
    return this.directive;
  }

  /** What operators have been told, as `code` of alerts. */
  get alerts(): string[] {
    return this.core.events.all().flatMap((event) => (event.kind === "alert" && !event.cleared ? [event.code] : []));
  }

  /** Kinds of what was sent to the driver, in order. */
  get sent(): string[] {
    return this.outputs.flatMap((output) => (output.kind === "send" ? [output.response.message!.$case] : []));
  }

  /** `exposures/results/good`. */
  get counts(): string {
    const { exposedCount, resultCount, goodCount } = this.core.model.session;
    return `${exposedCount[0]}/${resultCount[0]}/${goodCount[0]}`;
  }

  /**
   * Checks that the same inputs make the same session, and that a snapshot goes on as the session does.
   *
   * @param middle after how many inputs it is made. Default: half of them
   */
  assertRepeats(middle = Math.floor(this.inputs.length / 2)): void {
    const whole = this.#core();
    const halves = [this.#core(), this.#core()] as const;
    this.inputs.forEach((input, i) => {
      whole.take(input, 1000 * i);
      if (i === middle) halves[1].restore(JSON.parse(JSON.stringify(halves[0].save())));
      halves[i < middle ? 0 : 1].take(input, 1000 * i);
    });
    const plain = (core: CollectionCore) => JSON.parse(JSON.stringify(core.save()));
    assert.deepEqual(plain(whole), plain(this.core));
    assert.deepEqual(plain(halves[1]), plain(this.core));
  }
}
