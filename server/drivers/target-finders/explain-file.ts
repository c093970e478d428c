import { UserError } from "../../../env/errors.js";

/** Waits for what is done with a file. @throws UserError that names the file, instead of what the file system throws */
export async function explainFile<T>(file: string, what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && "syscall" in error)
      throw new UserError(`${file} ${what}: ${error.message}`);
    if (error instanceof RangeError) throw new UserError(`${file} ${what}: ${error.message}`);
    throw error;
  }
}
