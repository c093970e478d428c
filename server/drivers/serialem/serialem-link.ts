import { BusyKind } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentError, type InstrumentEvent } from "../instrument.js";
import { SerialEmError } from "./client/errors.js";
import { SerialEmClient } from "./client/serialem-client.js";
import type { SerialEmOptions } from "./serialem-options.js";
import { StopLatch } from "./stop-latch.js";
import { commands } from "./wire/commands.js";

/** What the fault is called that says that the operator took over. */
export const STOP_FAULT = "operator-stop";
/** What the fault is called that says that a command is not answered. */
export const WAIT_FAULT = "no-answer";

/** The connection to SerialEM: made when there is something to ask, and made ready for it. */
export class SerialEmLink {
  readonly client: SerialEmClient;
  readonly latch: StopLatch;
  #isReady = false;
  #isClosed = false;

  constructor(
    readonly options: SerialEmOptions,
    readonly tell: (event: InstrumentEvent) => void,
    /** Changes nothing, not even how SerialEM says errors. */
    readonly isDry = false,
  ) {
    this.latch = new StopLatch(options.stop_file);
    this.client = new SerialEmClient({
      host: options.host,
      port: options.port,
      alarmAfterSeconds: options.alarm_after_seconds,
      isStopped: this.latch.isSet,
      alarm: ({ command, waitedSeconds, receivedBytes }) => {
        const half = receivedBytes > 0 ? `; ${receivedBytes} bytes of an answer came` : "";
        const detail = `'${command}' has not been answered for ${waitedSeconds.toFixed(0)} s${half}`;
        tell({ $case: "fault", fault: { id: WAIT_FAULT, detail } });
      },
      answered: () => tell({ $case: "faultCleared", faultCleared: { id: WAIT_FAULT } }),
      stopped: (stop) => {
        this.latch.set(stop);
        tell({ $case: "fault", fault: { id: STOP_FAULT, detail: stop.message } });
      },
    });
  }

  /**
   * Connects if need be, waits without limit until SerialEM is free, and looks whether it has all commands.
   *
   * @throws InstrumentError, refused: nothing but this was sent
   */
  async ready(): Promise<void> {
    if (this.#isClosed) throw new InstrumentError("the driver has let SerialEM go", true);
    if (this.#isReady && this.client.isConnected) return;
    try {
      if (!this.client.isConnected) await this.client.connect();
      // Harmless: while the command of a client that has died is carried out, it is not answered.
      const [count = 0] = await this.client.numbers("ReportNumExeFuncs");
      const needed = commands.ReportLoadedSlot[0];
      if (count <= needed) {
        throw new InstrumentError(
          `this SerialEM has ${count} commands, more than ${needed} are needed: update it`,
          true,
        );
      }
      const { movies_folder: folder } = this.options;
      if (!this.isDry) await this.client.run("NoMessageBoxOnError", 1);
      if (!this.isDry && folder !== undefined) await this.client.run("SetFolderForFrames", folder);
      this.#isReady = true;
      // A client that died while it waited can't have said that the wait is over; the next guard says if it is not.
      this.tell({ $case: "ready", ready: { kind: BusyKind.REFILL } });
      this.tell({ $case: "faultCleared", faultCleared: { id: WAIT_FAULT } });
    } catch (error) {
      if (error instanceof SerialEmError) throw new InstrumentError(error.message, true);
      throw error;
    }
  }

  /** Tells again of a STOP that a process before this one has latched: it may have died before it told. */
  tellStopped(): void {
    if (!this.latch.isSet) return;
    this.tell({ $case: "fault", fault: { id: STOP_FAULT, detail: "the operator pressed STOP" } });
  }

  /** The operator has given the microscope back. */
  giveBack(): void {
    this.latch.clear();
    this.client.clearStop();
    this.tell({ $case: "faultCleared", faultCleared: { id: STOP_FAULT } });
  }

  close(): void {
    this.#isClosed = true;
    this.client.destroy();
  }
}
