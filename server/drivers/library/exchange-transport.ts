import type { ClientUnaryCall, Metadata, ServiceError } from "@grpc/grpc-js";
import type {
  CollectionServiceClient,
  DriveRequest,
  DriveResponse,
  ExchangeRequest,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Connection, ConnectionOptions, Transport } from "./transport.js";

const MOST_REQUESTS = 1000;
/** How much longer than the server may wait a call may take, milliseconds. */
const GRACE_MILLISECONDS = 15_000;

/** Messages over `Exchange`, call by call: says what there is to say, else waits for what the server has to say. */
export class ExchangeTransport implements Transport {
  constructor(
    readonly client: CollectionServiceClient,
    readonly metadata: Metadata,
    /** Longest time that the server may wait, seconds, up to 60. */
    readonly waitForSeconds = 20,
  ) {}

  connect(options: ConnectionOptions): Connection {
    return new UnaryConnection(this, options);
  }

  close(): void {
    this.client.close();
  }
}

class UnaryConnection implements Connection {
  readonly ended: Promise<ServiceError | undefined>;
  readonly #unsaid: DriveRequest[] = [];
  #call: ClientUnaryCall | undefined;
  /** The call under way says nothing: it may be broken off to say something. */
  #isPoll = false;
  #brokenOff = false;
  #over = false;
  #epoch = 0;

  constructor(
    readonly transport: ExchangeTransport,
    readonly options: ConnectionOptions,
  ) {
    this.ended = this.#run();
  }

  send(request: DriveRequest): void {
    this.#unsaid.push(request);
    if (!this.#isPoll || this.#brokenOff) return;
    this.#brokenOff = true;
    this.#call?.cancel();
  }

  cancel(): void {
    this.#over = true;
    this.#call?.cancel();
  }

  async #run(): Promise<ServiceError | undefined> {
    try {
      // What the caller does with the connection comes first.
      await Promise.resolve();
      this.#take(await this.#exchange([this.options.hello], 0));
      while (!this.#over) {
        const requests = this.#unsaid.slice(0, MOST_REQUESTS);
        this.#isPoll = requests.length === 0;
        const responses = await this.#exchange(requests, this.#isPoll ? this.transport.waitForSeconds : 0).catch(
          (error: ServiceError) => {
            if (!this.#brokenOff || this.#over) throw error;
            return [];
          },
        );
        this.#isPoll = false;
        this.#brokenOff = false;
        this.#unsaid.splice(0, requests.length);
        this.#take(responses);
      }
      return undefined;
    } catch (error) {
      return error as ServiceError;
    }
  }

  #take(responses: readonly DriveResponse[]): void {
    for (const response of responses) {
      if (response.message?.$case === "welcome") this.#epoch = response.message.welcome.epoch;
      if (!this.#over) this.options.receive(response);
    }
  }

  #exchange(requests: DriveRequest[], waitForSeconds: number): Promise<DriveResponse[]> {
    const { sessionKey, lastReceived } = this.options;
    const { client, metadata } = this.transport;
    const request: ExchangeRequest = { sessionKey, requests, epoch: this.#epoch, ack: lastReceived(), waitForSeconds };
    const deadline = Date.now() + waitForSeconds * 1000 + GRACE_MILLISECONDS;
    return new Promise((resolve, reject) => {
      this.#call = client.exchange(request, metadata, { deadline }, (error, response) => {
        if (error === null) resolve(response.responses);
        else reject(error);
      });
    });
  }
}
