import { z } from "zod";
import { UserError } from "../../../env/errors.js";
import type { FindRequest } from "./target-finder.js";

const MOST_ANSWER_BYTES = 64 * 1024 * 1024;
const MOST_TARGETS = 100_000;
const PAUSE_MILLISECONDS = 500;

const place = z.number("expected a finite number");

/** What a finder answers; docs/drivers/target-finders.md says the same. */
const answerSchema = z.looseObject({
  targets: z
    .array(
      z.looseObject({
        id: z.string().min(1).max(128),
        name: z.string().max(512).optional(),
        stage: z.looseObject({ x: place, y: place, z: place.optional() }).optional(),
        pixel: z
          .looseObject({ x: place, y: place, imageId: z.string().max(512), calibrationId: z.string().max(512) })
          .optional(),
        features: z.record(z.string().max(128), place).default({}),
        spent: z.boolean().optional(),
      }),
    )
    .max(MOST_TARGETS),
});

export interface AskOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly timeout_seconds: number;
  readonly tries: number;
}

/**
 * Posts a request to an external finder. It only reads, so it is asked again where it does not answer.
 *
 * @throws UserError that says what came back, and the path of the field where one is wrong
 */
export async function askFinder(options: AskOptions, request: FindRequest) {
  const text = await post(options, JSON.stringify(bodyOf(request)), request.signal);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`the finder at ${options.url} did not answer with JSON: ${(error as Error).message}`);
  }
  const answer = answerSchema.safeParse(json);
  if (!answer.success) {
    const [issue] = answer.error.issues;
    throw new UserError(`the finder at ${options.url}: ${issue!.path.join(".") || "answer"}: ${issue!.message}`);
  }
  const ids = new Set<string>();
  for (const { id } of answer.data.targets) {
    if (ids.has(id)) throw new UserError(`the finder at ${options.url}: two targets have the id '${id}'`);
    ids.add(id);
  }
  return answer.data.targets;
}

function bodyOf({ parent, image }: FindRequest) {
  const { bytes, ...shown } = image ?? {};
  return {
    version: 1,
    ...(parent !== undefined && { parent }),
    ...(image !== undefined && { image: { ...shown, data: Buffer.from(bytes!).toString("base64") } }),
  };
}

async function post(options: AskOptions, body: string, signal?: AbortSignal): Promise<string> {
  let last = "";
  for (let tried = 0; tried < options.tries; tried++) {
    if (tried > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS * tried));
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(options.timeout_seconds * 1000);
    try {
      const response = await fetch(options.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
        },
        body,
        redirect: "error",
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      const text = await limitedText(response);
      if (response.ok) return text;
      last = `${response.status} ${response.statusText}: ${text.slice(0, 200)}`;
      if (response.status < 500) break;
    } catch (error) {
      if (signal?.aborted === true) throw error;
      last = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
    }
  }
  throw new UserError(`the finder at ${options.url} found nothing out: ${last}`);
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_ANSWER_BYTES) throw new Error(`its answer is longer than ${MOST_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
