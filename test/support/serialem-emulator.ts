import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { World } from "../../env/world/world.js";
import type { WorldData } from "../../env/world/world-data.js";
import type { Armed } from "../../server/drivers/emulators/serialem/misbehaviour-schedule.js";
import { misbehaviours } from "../../server/drivers/emulators/serialem/misbehaviours/index.js";
import {
  type EmulatorOptions,
  type RunningEmulator,
  startEmulator,
} from "../../server/drivers/emulators/serialem/start-emulator.js";
import type { Point } from "../../server/drivers/emulators/serialem/target-positions.js";
import type { LineOptions } from "../../server/drivers/serialem/client/exclusive-line.js";
import { SerialEmClient } from "../../server/drivers/serialem/client/serialem-client.js";
import { PacedClock } from "../../server/microscope/paced-clock.js";
import { planOf } from "./plans.js";
import { temporaryFolder } from "./server-microscope.js";
import { smallWorld } from "./small-worlds.js";

/** An emulated SerialEM in this process. */
export interface TestEmulator extends RunningEmulator {
  readonly folder: string;
  /** A connected client; ends with the emulator. */
  client(options?: LineOptions): Promise<SerialEmClient>;
  /** Where a target lies. */
  at(target: string): Point;
  misbehave(name: string, options?: object, more?: Pick<Armed, "after" | "request">): void;
}

/** Starts an emulator with a small world; time passes at once. */
export async function startTestEmulator(
  options: Partial<Omit<EmulatorOptions, "world" | "folder">> = {},
  data: WorldData = smallWorld(),
): Promise<TestEmulator> {
  const temporary = temporaryFolder();
  const folder = join(temporary.path, "scope");
  const emulator = await startEmulator({
    world: new World(data, planOf(Number.POSITIVE_INFINITY), new KeyedRandom(1)),
    clock: new PacedClock(Number.POSITIVE_INFINITY),
    imagePixels: 32,
    ...options,
    folder,
  });
  const clients: SerialEmClient[] = [];
  const { specimen } = emulator.core.scope;
  return {
    ...emulator,
    folder,
    async client(more = {}) {
      const client = new SerialEmClient({ port: emulator.port, ...more });
      clients.push(client);
      await client.connect();
      return client;
    },
    at: (target) => specimen.positions.at(specimen.tree.row(target)!),
    misbehave(name, given = {}, more = {}) {
      const kind = misbehaviours.get(name);
      emulator.core.schedule.arm({ kind, options: kind.options.parse(given), ...more });
    },
    close() {
      for (const client of clients) client.destroy();
      emulator.close();
      temporary.remove();
    },
  };
}

/** Speaks bytes to a port, and keeps all that comes. */
export class ByteClient {
  received: Buffer = Buffer.alloc(0);
  /** Segments as they came. */
  readonly segments: { readonly atMilliseconds: number; readonly bytes: Buffer }[] = [];
  isClosed = false;

  private constructor(readonly socket: Socket) {
    socket.on("data", (bytes: Buffer) => {
      this.received = Buffer.concat([this.received, bytes]);
      this.segments.push({ atMilliseconds: performance.now(), bytes });
    });
    socket.on("close", () => {
      this.isClosed = true;
    });
    socket.on("error", () => socket.destroy());
  }

  static async connect(port: number): Promise<ByteClient> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    socket.setNoDelay(true);
    return new ByteClient(socket);
  }

  write(bytes: Buffer): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  close(): void {
    this.socket.destroy();
  }
}
