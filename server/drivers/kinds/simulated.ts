import { z } from "zod";
import { Capabilities } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { ListedTarget } from "../../microscope/commands.js";
import { MicroscopeClient, MicroscopeError, type MicroscopeRequest } from "../../microscope/microscope-client.js";
import { type DriverKind, InstrumentError } from "../instrument.js";

const options = z.strictObject({ port: z.int().min(1).max(65_535) });

const kind: DriverKind<typeof options> = {
  name: "simulated",
  summary: "drives the simulated microscope over its local socket",
  options,
  async connect({ port }) {
    const client = await MicroscopeClient.connect(port).catch(raise);
    const request = (command: MicroscopeRequest) => client.request(command).catch(raise);
    const seconds = async (command: MicroscopeRequest) => (await request(command)).durationSeconds;
    const move = (target: string) => seconds({ command: "move", target });
    return {
      capabilities: Capabilities.fromPartial({ load: true, acquire: true, halt: true }),
      clock: client.clock,
      async describe() {
        const { targets = [], place = "" } = await request({ command: "describe" });
        return { targets: targets.map(toMessage), placeTargetId: place };
      },
      loadGrid: move,
      goToSquare: move,
      goToGroup: move,
      expose: (target, shotId) => seconds({ command: "expose", target, shotId }),
      async safeState() {
        await request({ command: "safe-state" });
      },
      close: () => client.close(),
    };
  },
};

export default kind;

function raise(error: unknown): never {
  if (error instanceof MicroscopeError) throw new InstrumentError(error.message, error.refused);
  throw error;
}

function toMessage({ spent, ...target }: ListedTarget): Target {
  return {
    ...target,
    parentId: target.parentId ?? "",
    imageXPixels: target.imageXPixels,
    imageYPixels: target.imageYPixels,
    stageXMicrometers: target.stageXMicrometers,
    stageYMicrometers: target.stageYMicrometers,
    features: { ...target.features },
    status: spent ? TargetStatus.SPENT : TargetStatus.AVAILABLE,
  };
}
