import { join } from "node:path";
import { type Target, TargetStatus } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { SerialEmInstrument, type SerialEmParts } from "../../server/drivers/serialem/serialem-instrument.js";
import { serialEmOptions } from "../../server/drivers/serialem/serialem-options.js";
import type { TestEmulator } from "./serialem-emulator.js";

/** All that an emulator's world has, as a finder would tell of it. */
export function targetsOf({ core }: TestEmulator): Target[] {
  const { tree, positions } = core.scope.specimen;
  return tree.descriptions().map((target): Target => {
    const row = tree.row(target.id)!;
    const { x, y } = positions.at(row);
    const features = Object.entries(target.features ?? {}).filter(([, value]) => Number.isFinite(value));
    return {
      ...target,
      parentId: target.parentId ?? "",
      imageXPixels: target.imageXPixels,
      imageYPixels: target.imageYPixels,
      stageXMicrometers: target.level > 1 ? x : undefined,
      stageYMicrometers: target.level > 1 ? y : undefined,
      features: Object.fromEntries(features),
      status: TargetStatus.AVAILABLE,
    };
  });
}

/** The driver's instrument at an emulator. */
export function serialEmAt(scope: TestEmulator, options: object = {}, parts: SerialEmParts = {}): SerialEmInstrument {
  const given = {
    port: scope.port,
    movies: join(scope.folder, "disk", "X", "frames"),
    movies_folder: "X:\\frames",
    shots_file: join(scope.folder, "shots.jsonl"),
    ...options,
  };
  return new SerialEmInstrument(serialEmOptions.parse(given), { findTargets: async () => targetsOf(scope), ...parts });
}

/** The finder of what is marked in the navigators that an emulator has written, as a configuration names it. */
export function navigatorFinder({ folder, core }: Pick<TestEmulator, "folder" | "core">) {
  const grids = core.scope.specimen.slots.map((slot) => ({
    name: `${slot}`,
    file: join(folder, "disk", "X", "nav", `slot-${slot}.nav`),
  }));
  return { kind: "nav", groups: "navigator", grids };
}
