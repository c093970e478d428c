import type { CommandLog } from "../../../microscope/command-log.js";
import type { Delivery } from "./answer-writer.js";
import { Dialog } from "./dialog.js";
import type { EmulatedScope } from "./emulated-scope.js";
import { ExternalControl } from "./external-control.js";
import type { Scene } from "./misbehaviour.js";
import { MisbehaviourSchedule } from "./misbehaviour-schedule.js";
import { ScriptError } from "./script-error.js";

/** SerialEM's own limit to a chunk of an image. */
const MOST_CHUNK_BYTES = 33_620_000;

export interface EmulatorCoreOptions {
  readonly scope: EmulatedScope;
  readonly schedule?: MisbehaviourSchedule;
  readonly commandLog?: CommandLog;
  /** Images are cut into chunks of at most so many bytes. Default: SerialEM's, 33,620,000. */
  readonly mostChunkBytes?: number;
}

/** What outlives the clients of an emulated SerialEM. */
export class EmulatorCore {
  readonly scope: EmulatedScope;
  readonly schedule: MisbehaviourSchedule;
  readonly control = new ExternalControl();
  readonly dialog = new Dialog();
  readonly mostChunkBytes: number;
  /** Makes a connection to the emulator itself. */
  connectSecondClient: () => Promise<void> = async () => {};
  readonly #commandLog: CommandLog | undefined;
  #stopAfter = false;

  constructor({ scope, schedule, commandLog, mostChunkBytes = MOST_CHUNK_BYTES }: EmulatorCoreOptions) {
    this.scope = scope;
    this.schedule = schedule ?? new MisbehaviourSchedule();
    this.mostChunkBytes = mostChunkBytes;
    this.#commandLog = commandLog;
  }

  /** Writes down what a client sent. */
  log(client: number, command: string, line: string, bytes: number): void {
    const exposures = this.scope.ledger.length;
    const times = { atUnixMilliseconds: Date.now(), atSeconds: this.scope.clock.nowSeconds() };
    this.#commandLog?.add({ ...times, client, bytes, exposures, command, line });
  }

  scene(delivery: Delivery): Scene {
    return {
      scope: this.scope,
      delivery,
      pressStop: (when) => {
        if (when === "during") this.control.stop();
        else this.#stopAfter = true;
      },
      showDialog: (message) => this.#showDialog(message),
      connectSecondClient: () => this.connectSecondClient(),
    };
  }

  /** A request has been answered. */
  answered(): void {
    if (this.#stopAfter) this.control.stop();
    this.#stopAfter = false;
  }

  async #showDialog(message: string): Promise<never> {
    if (!this.scope.hasNoDialogs) {
      await Promise.race([this.dialog.show(message), this.control.interrupted()]);
      this.dialog.dismiss();
    }
    throw new ScriptError(message);
  }
}
