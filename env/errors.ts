/** Where in a file something stands; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Something the user gave is wrong. The message says what, where, what was expected and what to do;
 * commands print it without a stack trace and exit with code 2.
 *
 * @example throw new UserError("unknown policy 'gredy'; did you mean 'greedy'?")
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** A {@link UserError} in a file; its message starts with `file:line:column`. */
export class LocatedError extends UserError {
  override readonly name = "LocatedError";
  constructor(
    readonly location: SourceLocation,
    readonly problem: string,
  ) {
    super(`${location.file}:${location.line}:${location.column}: ${problem}`);
  }
}
