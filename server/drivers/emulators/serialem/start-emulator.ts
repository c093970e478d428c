import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { World, WorldStart } from "../../../../env/world/world.js";
import { CommandLog } from "../../../microscope/command-log.js";
import { Ledger } from "../../../microscope/ledger.js";
import type { MicroscopeClock } from "../../../microscope/paced-clock.js";
import { serveControl } from "./control-server.js";
import { EmulatedScope } from "./emulated-scope.js";
import { EmulatorCore } from "./emulator-core.js";
import { markedItems } from "./marked-items.js";
import type { MisbehaviourSchedule } from "./misbehaviour-schedule.js";
import { navigatorText } from "./navigator-items.js";
import { serveSerialEm } from "./serialem-server.js";

export interface EmulatorOptions {
  /** Without a budget: a microscope does not know of one. */
  readonly world: World;
  readonly start?: WorldStart;
  readonly clock: MicroscopeClock;
  /** Where it keeps ledger, command log and its computer's drives; must be new or empty. */
  readonly folder: string;
  /** Of the wire; 0 takes a free one. Default: 0. */
  readonly port?: number;
  /** Address that the wire listens on. Default: this machine alone. */
  readonly host?: string;
  /** Of the local control; 0 takes a free one. Default: 0. */
  readonly controlPort?: number;
  readonly schedule?: MisbehaviourSchedule;
  /** Called with each exposure's entry file; the answer to the command waits for it. */
  readonly exposed?: (shotId: string, entryFile: string) => Promise<void>;
  /** Pixels a side of its images. Default: 256. */
  readonly imagePixels?: number;
  /** Images are cut into chunks of at most so many bytes. Default: SerialEM's. */
  readonly mostChunkBytes?: number;
}

export interface RunningEmulator {
  readonly port: number;
  readonly controlPort: number;
  readonly core: EmulatorCore;
  close(): void;
}

/**
 * Starts an emulated SerialEM: the wire of its external control above a world. Its folder holds `ledger.jsonl` and
 * `movies/`, what was physically exposed; `commands.jsonl`, what clients ever sent; `disk/X/`, drive X: of its computer,
 * with `frames/` and a navigator file of each slot, `nav/slot-N.nav`.
 *
 * @throws UserError if the folder is not empty
 */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const { world, start, clock, folder, port, host, controlPort, schedule, exposed, imagePixels, mostChunkBytes } =
    options;
  const scope = new EmulatedScope({
    world,
    clock,
    ledger: new Ledger(folder),
    diskFolder: join(folder, "disk"),
    ...(start !== undefined && { start }),
    ...(exposed !== undefined && { exposed }),
    ...(imagePixels !== undefined && { imagePixels }),
  });
  writeNavigators(scope);
  const core = new EmulatorCore({
    scope,
    commandLog: new CommandLog(folder),
    ...(schedule !== undefined && { schedule }),
    ...(mostChunkBytes !== undefined && { mostChunkBytes }),
  });
  const wire = await serveSerialEm(core, { ...(port !== undefined && { port }), ...(host !== undefined && { host }) });
  const control = await serveControl(core, wire.isBusy, controlPort);
  return {
    port: wire.port,
    controlPort: control.port,
    core,
    close() {
      wire.close();
      control.close();
    },
  };
}

/** What an operator has marked beforehand. */
function writeNavigators({ specimen, disk }: EmulatedScope): void {
  for (const slot of specimen.slots) {
    const path = `X:\\nav\\slot-${slot}.nav`;
    writeFileSync(disk.fileToWrite(path), navigatorText(markedItems(specimen, specimen.gridIn(slot)!), path));
  }
}
