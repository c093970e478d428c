import { type ByteStream, StreamEnded } from "../wire/byte-stream.js";
import { openStream } from "./connection.js";
import {
  CommandUnderWayError,
  GarbledReplyError,
  NotConnectedError,
  OperatorStopError,
  ReplyLostError,
  SerialEmError,
} from "./errors.js";
import { type CommandAlarm, Watchdog } from "./watchdog.js";

export interface LineOptions {
  /** Default: this machine. */
  readonly host?: string;
  /** Default: 48888. */
  readonly port?: number;
  /** The alarm sounds as often as a command has waited for so long. Default: 180 s. */
  readonly alarmAfterSeconds?: number;
  readonly alarm?: (alarm: CommandAlarm) => void;
  /** A command that the alarm sounded for has been answered. */
  readonly answered?: (command: string) => void;
  /** Called once, when the operator's STOP is heard of: what latches it over restarts. */
  readonly stopped?: (stop: OperatorStopError) => void;
  /** The operator stopped an earlier client and has not given the microscope back. */
  readonly isStopped?: boolean;
}

/** A connection that carries one exchange at a time, and the latch of the operator's STOP. */
export class ExclusiveLine {
  readonly #options: LineOptions;
  readonly #watchdog: Watchdog;
  #stream: ByteStream | undefined;
  #running: string | undefined;
  #isStopped: boolean;
  /** Why nothing can be read from the stream any more. */
  #outOfStep: Error | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#watchdog = new Watchdog(options.alarmAfterSeconds ?? 180, options.alarm ?? (() => {}));
    this.#isStopped = options.isStopped === true;
  }

  get running(): string | undefined {
    return this.#running;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get isOpen(): boolean {
    return this.#stream !== undefined && !this.#stream.hasEnded && this.#outOfStep === undefined;
  }

  async open(): Promise<void> {
    if (this.#isStopped) throw new OperatorStopError("connect", true);
    if (this.isOpen) throw new NotConnectedError("connected already; disconnect first");
    if (this.#running !== undefined) throw new CommandUnderWayError("connect", this.#running);
    this.#stream?.socket.destroy();
    this.#outOfStep = undefined;
    this.#stream = await openStream(this.#options.host ?? "127.0.0.1", this.#options.port ?? 48_888);
  }

  close(): void {
    this.#stream?.socket.destroy();
    this.#stream = undefined;
  }

  clearStop(): void {
    this.#isStopped = false;
  }

  /** Runs one exchange with nothing beside it, for as long as it takes. @throws SerialEmError */
  async alone<T>(command: string, exchange: (stream: ByteStream) => Promise<T>): Promise<T> {
    const stream = this.#freeStream(command);
    this.#running = command;
    const endWatch = this.#watchdog.watch(command, () => stream.buffered);
    try {
      return await exchange(stream);
    } catch (error) {
      throw this.#understood(command, error as Error);
    } finally {
      this.#running = undefined;
      if (endWatch()) this.#options.answered?.(command);
    }
  }

  #understood(command: string, error: Error): SerialEmError {
    if (error instanceof OperatorStopError) {
      this.#isStopped = true;
      this.#options.stopped?.(error);
    }
    if (error instanceof SerialEmError) return error;
    // What comes now belongs to no command; only whoever connects anew can go on.
    this.#outOfStep = error;
    return error instanceof StreamEnded ? new ReplyLostError(command, error) : new GarbledReplyError(command, error);
  }

  #freeStream(command: string): ByteStream {
    if (this.#isStopped) throw new OperatorStopError(command, true);
    if (this.#running !== undefined) throw new CommandUnderWayError(command, this.#running);
    const stream = this.#stream;
    if (this.#outOfStep === undefined && stream !== undefined && stream.buffered > 0) {
      this.#outOfStep = new Error(`${stream.buffered} bytes came that nobody had asked for`);
    }
    if (this.#outOfStep !== undefined) {
      const cause = this.#outOfStep;
      throw new NotConnectedError(`'${command}' was not sent: the connection is of no use (${cause.message})`, {
        cause,
      });
    }
    if (stream === undefined) throw new NotConnectedError(`'${command}' was not sent: there is no connection`);
    if (stream.hasEnded) {
      const why = "SerialEM closed the connection, as it does when another client connects";
      throw new NotConnectedError(`'${command}' was not sent: ${why}`);
    }
    return stream;
  }
}
