import type { Argument } from "../wire/arguments.js";
import { type CommandName, commandSpec, isReport } from "../wire/commands.js";
import type { ReportedValue } from "../wire/report-array.js";
import type { Scripting } from "./operating.js";

/**
 * Reads from a microscope and changes nothing at it: each command that would is told instead, and what it would change is
 * reported from then on as if it had been carried out.
 */
export class DryScripting implements Scripting {
  readonly #assumed = new Map<CommandName, readonly ReportedValue[]>();
  #baseName = "movie";

  constructor(
    readonly scripting: Scripting,
    readonly tell: (command: string) => void,
  ) {}

  async run(name: CommandName, ...values: readonly Argument[]): Promise<readonly ReportedValue[]> {
    if (isReport(name)) return this.#assumed.get(name) ?? this.scripting.run(name, ...values);
    this.tell(`${name}(${values.map((value) => JSON.stringify(value)).join(", ")})`);
    await this.#assume(name, values);
    return [...commandSpec(name).gives].map(() => 0);
  }

  async numbers(name: CommandName, ...values: readonly Argument[]): Promise<readonly number[]> {
    return (await this.run(name, ...values)).filter((value) => typeof value === "number");
  }

  async #assume(name: CommandName, values: readonly Argument[]): Promise<void> {
    const [first = 0, second = 0, third] = values.map(Number);
    const now = (report: CommandName) => this.numbers(report);
    switch (name) {
      case "LoadCartridge":
        this.#assumed.set("ReportLoadedSlot", [first, 0]);
        return;
      case "MoveStageTo": {
        const [, , z = 0] = await now("ReportStageXYZ");
        this.#assumed.set("ReportStageXYZ", [first, second, third ?? z]);
        return;
      }
      case "TiltTo":
        this.#assumed.set("ReportTiltAngle", [first]);
        return;
      case "SetImageShift":
        this.#assumed.set("ReportImageShift", [first, second, 0, 0, first, second]);
        return;
      case "ImageShiftByMicrons": {
        const shift = await now("ReportImageShift");
        const [x, y] = [(shift[4] ?? 0) + first, (shift[5] ?? 0) + second];
        this.#assumed.set("ReportImageShift", [x, y, 0, 0, x, y]);
        return;
      }
      case "SetDefocus":
        this.#assumed.set("ReportDefocus", [first]);
        return;
      case "SetColumnOrGunValve":
        this.#assumed.set("ReportColumnOrGunValve", [first]);
        return;
      case "SetFrameBaseName":
        this.#baseName = String(values[3]);
        return;
      case "Delay":
        // What is waited for may go on as long as it likes: a dry run does not wait.
        this.#assumed.set("AreDewarsFilling", [0]);
        this.#assumed.set("IsPVPRunning", [0]);
        return;
      case "Record":
        this.#assumed.set("ReportLastFrameFile", [`X:\\${this.#baseName}.mrc`, "X:\\", `${this.#baseName}.mrc`]);
        break;
    }
    if (["Record", "View", "Search"].includes(name)) this.#assumed.set("ReportMeanCounts", [Number.MAX_VALUE]);
  }
}
