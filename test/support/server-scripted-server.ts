import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import {
  CollectionServiceService,
  type Directive,
  type DriveRequest,
  type DriveResponse,
  type Shot,
  Welcome,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";

/** A server that a test writes by hand: it gives one directive, to expose holes, and keeps what the driver says. */
export class ScriptedServer {
  readonly heard: NonNullable<DriveRequest["message"]>[] = [];
  readonly #server = new Server();
  #stream: ServerDuplexStream<DriveRequest, DriveResponse> | undefined;
  #sent = 0;
  #ack = 0;

  readonly directive: Directive;

  constructor(directiveId: string, shots: Shot[]) {
    this.directive = {
      id: directiveId,
      validForSeconds: 600,
      expectedSeconds: 60 * shots.length,
      reason: { sentence: "", numbers: {} },
      kind: { $case: "acquire", acquire: { groupId: "1.1.1", shots, tiltSeries: undefined } },
    };
  }

  /** @returns the address that it listens on */
  async start(): Promise<string> {
    const drive = (stream: ServerDuplexStream<DriveRequest, DriveResponse>) => {
      this.#stream = stream;
      stream.on("data", (request: DriveRequest) => this.#hear(request));
      stream.on("error", () => {});
    };
    this.#server.addService(CollectionServiceService, { drive });
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return `127.0.0.1:${port}`;
  }

  /** Sends a message with the next number, or again with the last one's. */
  send(message: NonNullable<DriveResponse["message"]>, again = false): void {
    if (!again) this.#sent++;
    this.#stream?.write({ epoch: 1, seq: this.#sent, ack: this.#ack, message });
  }

  /** Acknowledges all and ends the stream. */
  end(): void {
    this.#stream?.write({ epoch: 1, seq: 0, ack: this.#ack, message: undefined });
    this.#stream?.end();
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #hear({ seq, message }: DriveRequest): void {
    this.#ack = seq;
    this.heard.push(message!);
    if (message?.$case === "hello") {
      const welcome = Welcome.fromPartial({ epoch: 1 });
      this.#stream?.write({ epoch: 1, seq: 0, ack: 0, message: { $case: "welcome", welcome } });
    } else if (message?.$case === "surveyed") {
      this.send({ $case: "directive", directive: this.directive });
    } else if (message?.$case === "halted") {
      this.end();
    }
  }
}
