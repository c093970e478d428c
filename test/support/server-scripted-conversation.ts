import { type Directive, DriveRequest, ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Said } from "./server-scripted-driver.js";
import { completed, position, shotReport, survey, surveyComplete } from "./server-scripted-driver.js";

/** A directive as the JSON of proto3 has it: its kind under its own name. */
type JsonDirective = Pick<Directive, "id"> & {
  readonly loadGrid?: object;
  readonly goToSquare?: object;
  readonly goToGroup?: object;
  readonly finish?: object;
  readonly acquire?: { readonly shots: readonly { readonly id: string }[] };
};

const SECONDS = { loadGrid: 120, goToSquare: 240, goToGroup: 60 } as const;
const EXPOSURE_SECONDS = 60;

/** What a good driver says, whatever carries it, with the durations of the recording instrument. */
export class ScriptedConversation {
  #seq = 0;
  #instrumentSeconds = 0;
  #isOver = false;

  /** It has told of the session's end. */
  get isOver(): boolean {
    return this.#isOver;
  }

  begin(): DriveRequest[] {
    return [survey(), position(""), surveyComplete()].map((said) => this.#say(said));
  }

  carryOut(directive: Directive | JsonDirective): DriveRequest[] {
    const { id, acquire, finish, ...move } = directive as JsonDirective;
    const acknowledged = this.#say({ $case: "directiveAcknowledged", directiveAcknowledged: { directiveId: id } });
    if (finish !== undefined) {
      this.#isOver = true;
      return [acknowledged, this.#say(completed(id, 0))];
    }
    if (acquire !== undefined) {
      const shots = acquire.shots.flatMap((shot) => {
        const started = this.#say(shotReport(id, shot.id, ShotState.STARTED));
        this.#instrumentSeconds += EXPOSURE_SECONDS;
        return [started, this.#say(shotReport(id, shot.id, ShotState.DONE))];
      });
      return [acknowledged, ...shots, this.#say(completed(id, acquire.shots.length * EXPOSURE_SECONDS))];
    }
    const kind = (Object.keys(SECONDS) as (keyof typeof SECONDS)[]).find((name) => move[name] !== undefined)!;
    this.#instrumentSeconds += SECONDS[kind];
    return [acknowledged, this.#say(completed(id, SECONDS[kind]))];
  }

  #say(message: Said): DriveRequest {
    return DriveRequest.create({ seq: ++this.#seq, instrumentSeconds: this.#instrumentSeconds, message });
  }
}
