import { writeFileSync } from "node:fs";
import { Phase } from "../../../../../env/world/latency/phase.js";
import { pixels } from "../../../serialem/wire/image.js";
import type { EmulatedScope } from "../emulated-scope.js";
import { type Arguments, type Handlers, NOTHING } from "../handler.js";
import type { BufferImage } from "../image-buffers.js";
import { ScriptError } from "../script-error.js";

export const imageHandlers: Handlers = {
  async View(_, scope) {
    goTo(scope, "V");
    await scope.spend(Phase.Surveying);
    scope.snapshot("V");
    return NOTHING;
  },
  async Search(_, scope) {
    goTo(scope, "S");
    await scope.spend(Phase.Surveying);
    scope.snapshot("S");
    return NOTHING;
  },
  Preview(_, scope) {
    goTo(scope, "R");
    scope.snapshot("R");
    return NOTHING;
  },
  async Record(_, scope) {
    goTo(scope, "R");
    await scope.record();
    return NOTHING;
  },
  async Montage(_, scope) {
    if (scope.montageFile === undefined) {
      throw new ScriptError("The script contains a montage statement and montaging is not activated");
    }
    await scope.spend(Phase.Surveying);
    // The last piece is in A, the overview in B.
    scope.snapshot("M");
    scope.snapshot("S");
    return NOTHING;
  },
  EarlyReturnNextShot: () => NOTHING,
  async AutoFocus(_, scope) {
    goTo(scope, "F");
    await scope.spend(Phase.Focusing);
    scope.optics.defocus = scope.optics.targetDefocus;
    return NOTHING;
  },
  async DriftWaitTask(_, scope) {
    await scope.spend(Phase.Focusing);
    return NOTHING;
  },
  AlignTo(args, scope) {
    requireImage(args, scope);
    return [0];
  },
  ReportAlignShift: () => [0, 0, 0, 0, 0, 0],
  ReportMeanCounts(args, scope) {
    const values = pixels(requireImage(args, scope));
    return [values.reduce((total, value) => total + value, 0) / values.length];
  },
  OpenNewFile(args, scope) {
    scope.imageFile = newFile(args.text(1), scope);
    return NOTHING;
  },
  OpenNewMontage(args, scope) {
    if (args.integer(1) < 0 || args.integer(2) < 0) {
      throw new ScriptError("Number of montages pieces is missing or not positive");
    }
    scope.montageFile = newFile(args.text(3), scope);
    return NOTHING;
  },
  Save(args, scope) {
    const { bytes } = requireImage(args, scope);
    if (scope.imageFile === undefined) throw new ScriptError("There is no image file open");
    writeFileSync(scope.disk.fileToWrite(scope.imageFile), bytes, { flag: "a" });
    return NOTHING;
  },
  CloseFile(_, scope) {
    scope.montageFile = undefined;
    scope.imageFile = undefined;
    return NOTHING;
  },
};

function goTo({ optics }: EmulatedScope, area: string): void {
  if (optics.isLowDose) optics.goTo(area);
}

function requireImage(args: Arguments, { buffers }: EmulatedScope): BufferImage {
  const index = buffers.index(args.text(1));
  if (index === undefined) throw new ScriptError(`'${args.text(1)}' is no buffer`);
  const image = buffers.at(index);
  if (image === undefined) throw new ScriptError(`There is no image in buffer ${args.text(1) || "A"}`);
  return image;
}

function newFile(path: string, { disk, mayOverwrite }: EmulatedScope): string {
  if (!mayOverwrite && disk.exists(path)) throw new ScriptError(`opening new file because ${path} already exists`);
  writeFileSync(disk.fileToWrite(path), "");
  return path;
}
