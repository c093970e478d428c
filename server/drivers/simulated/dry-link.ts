import type { Answered, ListedTarget } from "../../microscope/commands.js";
import type { MicroscopeRequest } from "../../microscope/microscope-client.js";

/** What a connection to the simulated microscope answers. */
export type Request = (command: MicroscopeRequest) => Promise<Answered>;

/**
 * Answers for a microscope that nothing is sent to beside `describe` and `optics`: each command that would change it is
 * told instead, and taken as carried out. Surveys find nothing.
 *
 * @param request asks the microscope itself
 * @param tell hears of each command that is not sent, as it would be
 */
export function dryRequests(request: Request, tell: (command: string) => void): Request {
  let targets: ReadonlyMap<string, ListedTarget> | undefined;
  let place = "";
  const describe = async () => {
    const answer = await request({ command: "describe" });
    targets = new Map((answer.targets ?? []).map((target) => [target.id, target]));
    return answer;
  };
  /** A run that goes on begins without a description. */
  const known = async () => {
    if (targets === undefined) await describe();
    return targets!;
  };
  const gridOf = (id: string): string => {
    const parent = targets?.get(id)?.parentId ?? "";
    return parent === "" ? id : gridOf(parent);
  };
  return async (command) => {
    const seconds = { durationSeconds: 0 };
    switch (command.command) {
      case "describe": {
        const answer = await describe();
        place = answer.place ?? "";
        return answer;
      }
      case "optics": {
        const answer = await request(command);
        return { ...answer, optics: { ...answer.optics!, valvesOpen: true, blanked: false } };
      }
      case "position": {
        const { stageXMicrometers: xMicrometers, stageYMicrometers: yMicrometers } = (await known()).get(place) ?? {};
        const at = xMicrometers === undefined || yMicrometers === undefined ? {} : { xMicrometers, yMicrometers };
        return { ...seconds, position: { target: place, ...at, zMicrometers: 0, tiltDegrees: 0 } };
      }
      case "loaded": {
        const grids = [...(await known()).values()].filter(({ level }) => level === 1).map(({ id }) => id);
        const target = place === "" ? "" : gridOf(place);
        return { ...seconds, loaded: { slot: grids.indexOf(target) + 1, target } };
      }
      case "idle":
        return { ...seconds, idle: true };
    }
    tell(JSON.stringify(command));
    if (command.command === "move" || command.command === "survey") place = command.target;
    return { ...seconds, targets: [] };
  };
}
