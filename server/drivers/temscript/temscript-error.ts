import { InstrumentError } from "../instrument.js";

/** What Thermo Fisher's scripting interface means by its numbers, which temscript passes on in its errors' text. */
const MEANINGS: readonly (readonly [number, string])[] = [
  [0x8004ffff, "the microscope refuses; often an interlock or a mode that does not fit"],
  [0x8004fffe, "the value was clipped"],
  [0x8004fffd, "the value is out of range"],
  [0x8004fffc, "this microscope does not have that"],
  [0x8000ffff, "something unexpected happened at the microscope"],
  [0x80004001, "this microscope does not have that"],
  [0x80070057, "an argument is wrong"],
  [0x80004004, "it was aborted at the microscope"],
  [0x80004005, "it failed at the microscope"],
  [0x80070005, "access was denied: is scripting licensed, and does the server run as the right user?"],
];

/** Text of an error as people can read it: numbers of the scripting interface get their meanings. */
export function explainReason(reason: string): string {
  const text = reason
    .replace(/^Error handling request '[^']*': /, "")
    .replaceAll(/^["']+|["']+$/g, "")
    .trim();
  const meant = MEANINGS.find(([code]) => text.includes(String(code | 0)) || text.includes(code.toString(16)));
  if (meant === undefined) return text === "" ? "no reason given" : text;
  return `${meant[1]} (${text})`;
}

/**
 * What an answer that is no success means.
 *
 * @param isChange whether the request was to change something: then a failure inside of the server may have come after a part
 *   of it was done
 */
export function answerError(path: string, status: number, reason: string, isChange: boolean): InstrumentError {
  const text = explainReason(reason);
  switch (status) {
    case 404:
      return new InstrumentError(`temscript does not know ${path}: ${text}`, true);
    case 501:
      return new InstrumentError(`temscript does not take this kind of request for ${path}: ${text}`, true);
    case 500:
      return new InstrumentError(`temscript could not carry out ${path}: ${text}`, !isChange);
    default:
      return new InstrumentError(
        `temscript answered ${path} with ${status} ${text}; is it temscript that listens there?`,
        !isChange,
      );
  }
}
