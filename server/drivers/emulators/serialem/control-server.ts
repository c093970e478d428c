import { type AddressInfo, createServer, type Socket } from "node:net";
import { z } from "zod";
import { eachLine, writeLine } from "../../../microscope/json-lines.js";
import type { EmulatorCore } from "./emulator-core.js";
import { misbehaviours } from "./misbehaviours/index.js";

const plain = <Name extends string>(name: Name) => z.strictObject({ id: z.int(), command: z.literal(name) });

/** What tests and people say to an emulator beside its wire: one JSON object a line. */
const controlSchema = z.discriminatedUnion("command", [
  /** Something goes wrong: at the next request that it can befall, or later. */
  z.strictObject({
    id: z.int(),
    command: z.literal("inject"),
    misbehaviour: z.string(),
    options: z.record(z.string(), z.unknown()).default({}),
    after: z.int().min(0).default(0),
    request: z.string().min(1).optional(),
  }),
  /** Takes back what was injected and has not happened. */
  plain("clear"),
  /** The operator presses STOP. */
  plain("stop"),
  /** Somebody dismisses the dialog. */
  plain("dismiss"),
  /** The operator opens the column valves. */
  plain("open-valves"),
  plain("state"),
]);

type ControlCommand = z.output<typeof controlSchema>;

/** What `state` is answered with. */
export interface EmulatorState {
  /** The microscope's clock. */
  readonly clockSeconds: number;
  /** A request is being dealt with. */
  readonly busy: boolean;
  readonly externalControl: boolean;
  readonly stopPending: boolean;
  /** The dialog on the screen; empty for none. */
  readonly dialog: string;
  readonly exposures: number;
  readonly loadedSlot: number;
  readonly stage: { readonly x: number; readonly y: number; readonly z: number; readonly tilt: number };
  readonly valvesOpen: boolean;
  readonly blanked: boolean;
}

/** Serves the local control of an emulator. Each answer is `{ id, ok, … }` or `{ id, ok: false, error }`. */
export async function serveControl(
  core: EmulatorCore,
  isBusy: () => boolean,
  port = 0,
): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    eachLine(socket, (line) => {
      const answer = answerTo(line, core, isBusy);
      if (!socket.destroyed) writeLine(socket, answer);
    }).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function answerTo(line: string, core: EmulatorCore, isBusy: () => boolean): object {
  let id = 0;
  try {
    const raw: unknown = JSON.parse(line);
    if (typeof raw === "object" && raw !== null && "id" in raw && typeof raw.id === "number") id = raw.id;
    const command = controlSchema.safeParse(raw);
    if (!command.success) {
      const [issue] = command.error.issues;
      return { id, ok: false, error: `not a command: ${issue?.path.join(".")}: ${issue?.message}` };
    }
    return { id, ok: true, ...perform(command.data, core, isBusy) };
  } catch (error) {
    return { id, ok: false, error: (error as Error).message };
  }
}

function perform(command: ControlCommand, core: EmulatorCore, isBusy: () => boolean): object {
  switch (command.command) {
    case "inject": {
      const kind = misbehaviours.get(command.misbehaviour);
      const { after, request } = command;
      const options = kind.options.parse(command.options);
      core.schedule.arm({ kind, options, after, ...(request !== undefined && { request }) });
      return {};
    }
    case "clear":
      core.schedule.clear();
      return {};
    case "stop":
      return { heard: core.control.stop() };
    case "dismiss":
      return { dismissed: core.dialog.dismiss() };
    case "open-valves":
      core.scope.optics.areValvesOpen = true;
      return {};
    case "state":
      return stateOf(core, isBusy());
  }
}

function stateOf({ scope, control, dialog }: EmulatorCore, busy: boolean): EmulatorState {
  return {
    clockSeconds: scope.clock.nowSeconds(),
    busy,
    externalControl: control.isOn,
    stopPending: control.isStopPending,
    dialog: dialog.message ?? "",
    exposures: scope.ledger.length,
    loadedSlot: scope.specimen.loadedSlot,
    stage: scope.stage,
    valvesOpen: scope.optics.areValvesOpen,
    blanked: scope.optics.isBlanked,
  };
}
