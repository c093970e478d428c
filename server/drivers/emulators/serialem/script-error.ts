/** A script command that fails, with what SerialEM says of it. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}
