import type { Wire } from "./wire.js";

/** What a camera that was not asked shows: one pixel without counts. */
const BLACK = { width: 1, height: 1, type: "UINT8", endianness: "LITTLE", encoding: "BASE64", data: "AA==" };

/**
 * Reads from a microscope and changes nothing at it: each request that would is told instead, and answered from then on
 * as if it had been carried out. An exposure is told as well, and shows one black pixel.
 */
export class DryWire implements Wire {
  readonly #assumed = new Map<string, unknown>();

  constructor(
    readonly wire: Wire,
    readonly tell: (command: string) => void,
  ) {}

  async get(path: string): Promise<unknown> {
    const name = nameOf(path);
    if (name === "acquire") {
      this.tell(`GET /v1/${path}`);
      const cameras = new URLSearchParams(path.split("?")[1]).getAll("detectors");
      return Object.fromEntries(cameras.map((camera) => [camera, BLACK]));
    }
    const assumed = this.#assumed.get(name);
    if (name !== "stage_position" || assumed === undefined) return assumed ?? this.wire.get(path);
    return { ...((await this.wire.get(path)) as object), ...(assumed as object) };
  }

  async put(path: string, value: unknown): Promise<void> {
    this.tell(`PUT /v1/${path} ${JSON.stringify(value)}`);
    const name = nameOf(path);
    const before = this.#assumed.get(name) as object | undefined;
    this.#assumed.set(name, name === "stage_position" ? { ...before, ...(value as object) } : value);
  }

  close(): void {
    this.wire.close();
  }
}

function nameOf(path: string): string {
  return path.split("?")[0]!;
}
