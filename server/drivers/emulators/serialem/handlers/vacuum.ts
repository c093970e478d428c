import type { EmulatedScope } from "../emulated-scope.js";
import { type Handlers, NOTHING } from "../handler.js";

export const vacuumHandlers: Handlers = {
  AreDewarsFilling: (_, scope) => [scope.isFilling ? 1 : 0],
  DewarsRemainingTime: () => [-1],
  IsPVPRunning: () => [0],
  ReportColumnOrGunValve: (_, { optics }) => [optics.areValvesOpen ? 1 : 0],
  SetColumnOrGunValve(args, { optics }) {
    optics.areValvesOpen = args.integer(1) !== 0;
    return NOTHING;
  },
  async ManageDewarsAndPumps(_, scope) {
    await waitForDewars(scope);
    return NOTHING;
  },
  ReportLongOperations: () => [0, -1, -1],
  LongOperation: () => NOTHING,
};

async function waitForDewars(scope: EmulatedScope): Promise<void> {
  if (scope.isFilling) await scope.clock.advance(scope.fillingUntilSeconds - scope.clock.nowSeconds());
}
