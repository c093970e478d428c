import { z } from "zod";
import type { RegistryEntry } from "../../env/registry.js";
import { type ColumnField, columnsSchema } from "./columns.js";
import { matchSchema, pathMapSchema } from "./match-shot.js";
import type { ResultTable } from "./result-table.js";

/** What the configuration of every source has. */
export const commonOptions = {
  name: z
    .string()
    .min(1)
    .max(64)
    .describe("Names the pipeline to the server; one named source feeds a session. Never change it within a session."),
  session: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, "expected 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-'")
    .optional()
    .describe("Key of the session that the results belong to. Left out: the file's own 'session'."),
  columns: columnsSchema
    .prefault({})
    .describe("What is read from where, instead of what the kind of source has by itself."),
  failed_from_angstrom: z
    .number()
    .positive()
    .default(100)
    .describe("A CTF resolution from here on is a failed fit (RELION writes 999)."),
  without_ctf: z
    .enum(["pending", "failed"])
    .default("pending")
    .describe(
      "A row without a CTF resolution is not processed yet, or, where rows are written when all is done, failed.",
    ),
  match: matchSchema.optional().describe("How a name becomes a shot. Left out: by the shot id in the base name."),
  path_map: z
    .array(pathMapSchema)
    .default([])
    .describe("What the pipeline's paths are called here; the first that fits."),
};

/** The same of sources that are files. */
export const fileOptions = {
  ...commonOptions,
  files: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe(
      "Files to read; '*' and '?' stand for characters of one name: /mnt/relion/CtfFind/job*/micrographs_ctf.star.",
    ),
};

/** What every source has been given. */
export type CommonOptions = z.output<z.ZodObject<typeof commonOptions>>;

/** What every source that is files has been given. */
export type FileOptions = z.output<z.ZodObject<typeof fileOptions>>;

interface Kind extends RegistryEntry {
  /** Columns that count unless others are named. */
  readonly columns: Readonly<Partial<Record<ColumnField, readonly string[]>>>;
  /** Its rows tell what they know: one without a column is not processed yet. Else a missing column is an error. */
  readonly isSparse: boolean;
}

/** Results in files that a pipeline writes. One file of `server/results/kinds`. */
export interface FileKind<Schema extends z.ZodType<FileOptions> = z.ZodType<FileOptions>> extends Kind {
  readonly form: "files";
  /** With the kind's name as `kind`. */
  readonly options: Schema;
  /** Lines are added to its files, which are put aside under another name and begun anew. */
  readonly isRotated: boolean;
  /**
   * Reads a whole file.
   *
   * @param isFinal it has not changed for long, so that a last line without an end is taken as it is
   * @throws UserError with a place if it can't be read, half-written files included
   */
  table(file: string, bytes: Buffer, options: z.output<Schema>, isFinal: boolean): ResultTable;
}

/** Takes the results of one message. @throws UserError if its columns are not there, Error if it can't be kept */
export type TakeTable = (table: ResultTable) => TakenTable;

/** What became of the rows of a table. */
export interface TakenTable {
  /** Shots whose outcome is new or another one than before. */
  readonly news: number;
  /** Shots whose outcome was known. */
  readonly known: number;
  /** Rows whose CTF was not fitted yet. */
  readonly pending: number;
  /** Rows without a shot, each with its place and why. */
  readonly unmatched: readonly string[];
  /** Rows that can't be understood, each with its place. */
  readonly problems: readonly string[];
}

/** Results that others send. One file of `server/results/kinds`. */
export interface ListenerKind<Schema extends z.ZodType<CommonOptions> = z.ZodType<CommonOptions>> extends Kind {
  readonly form: "listener";
  readonly options: Schema;
  /** What else is wrong with options of the right form, by key. */
  check(options: z.output<Schema>): { readonly key: string; readonly problem: string } | undefined;
  /** Keys of the options that name files. */
  readonly files: readonly (keyof z.output<Schema> & string)[];
  /** @throws UserError if the address can't be bound, or a file can't be read */
  listen(options: z.output<Schema>, take: TakeTable): Promise<Listener>;
}

/** Somewhere that results are sent to. */
export interface Listener {
  /** `host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/** Where results come from. */
export type SourceKind = FileKind | ListenerKind;
