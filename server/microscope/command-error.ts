/** A command that could not be carried out. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  constructor(
    message: string,
    /** Something may have been done; else it was refused. */
    readonly done = false,
  ) {
    super(message);
  }
}
