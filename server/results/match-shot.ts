import { z } from "zod";
import { shorten } from "../../env/scenario/document/shorten.js";

/** How names of micrographs become shots, as a configuration writes it. */
export const matchSchema = z
  .strictObject({
    pattern: z
      .string()
      .min(1)
      .max(1000)
      .refine(isPattern, {
        message: "expected a regular expression with a group (?<shot>…), or groups that 'shot' names",
      })
      .describe("Regular expression on the whole path, mapped and with '/'. Left out: the shot id in the base name."),
    shot: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        "The shot id made of the pattern's groups, such as monday-{directive}-{n}. Left out: its group 'shot'.",
      ),
  })
  .refine(({ pattern, shot }) => shot !== undefined || pattern.includes("(?<shot>"), {
    message: "the pattern has no group (?<shot>…); add it, or 'shot'",
  });

/** One place under two names. */
export const pathMapSchema = z.strictObject({
  from: z.string().min(1).describe("How the pipeline's paths begin, such as 'X:\\' or '//server/share'."),
  to: z.string().min(1).describe("What stands there instead, such as /mnt/x."),
});

export type MatchConfig = z.output<typeof matchSchema>;
export type PathMap = z.output<typeof pathMapSchema>;

/** A name's shot, or why it has none. */
export type Match = { readonly shotId: string } | { readonly reason: string };

export interface MatchOptions {
  /** Shot ids begin with it. */
  readonly sessionKey: string;
  readonly match?: MatchConfig | undefined;
  readonly pathMap?: readonly PathMap[] | undefined;
}

const SHOT_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * A function from a micrograph's name or path to its shot. Without a pattern the base name has to begin with the shot id
 * (behind digits and an underscore, as cryoSPARC puts them there), and no letter, digit or '-' may follow. Nothing is guessed.
 *
 * @example
 * const shotOf = shotMatcher({ sessionKey: "monday" });
 * shotOf("X:\\frames\\monday-000012-03_fractions.tiff") // { shotId: "monday-000012-03" }
 */
export function shotMatcher({ sessionKey, match, pathMap = [] }: MatchOptions): (name: string) => Match {
  const own = new RegExp(`^(?:\\d+_)?(?<shot>${literally(sessionKey)}-\\d{6,}-\\d{2,})(?![A-Za-z0-9-])`);
  const pattern = match === undefined ? undefined : new RegExp(match.pattern);
  return (name) => {
    const path = mapped(name, pathMap);
    const base = path.slice(path.lastIndexOf("/") + 1);
    if (pattern === undefined) {
      const shotId = own.exec(base)?.groups?.shot;
      if (shotId !== undefined) return { shotId };
      return { reason: `'${shorten(base)}' holds no shot id of the session '${sessionKey}'` };
    }
    const groups = pattern.exec(path)?.groups;
    if (groups === undefined) return { reason: `'${shorten(path)}' does not match the pattern` };
    const shotId = match?.shot === undefined ? groups.shot : filled(match.shot, groups);
    if (shotId !== undefined && SHOT_ID.test(shotId)) return { shotId };
    return { reason: `'${shorten(path)}' matches the pattern, but '${shorten(shotId ?? "")}' is no shot id` };
  };
}

/** A path with `/`, under the name that the map gives it. */
function mapped(name: string, pathMap: readonly PathMap[]): string {
  const path = slashes(name);
  for (const { from, to } of pathMap) {
    const start = slashes(from);
    const isWindows = /^[A-Za-z]:|^\/\//.test(start);
    const head = path.slice(0, start.length);
    const isSame = isWindows ? head.toLowerCase() === start.toLowerCase() : head === start;
    const rest = path.slice(start.length);
    if (isSame && (start.endsWith("/") || rest === "" || rest.startsWith("/"))) {
      return `${slashes(to).replace(/\/$/, "")}/${rest.replace(/^\//, "")}`;
    }
  }
  return path;
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}

function filled(template: string, groups: Readonly<Record<string, string | undefined>>): string | undefined {
  let isWhole = true;
  const text = template.replace(/\{(\w+)\}/g, (_, group: string) => {
    const value = Object.hasOwn(groups, group) ? groups[group] : undefined;
    if (value === undefined) isWhole = false;
    return value ?? "";
  });
  return isWhole ? text : undefined;
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return pattern.includes("(?<");
  } catch {
    return false;
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
}
