import { type DoctorCheck, fine, skipped, warning } from "../doctor-check.js";

/** Where the server's guard raises its alarm by default. */
const MOST_SKEW_SECONDS = 30;

const check: DoctorCheck = {
  name: "clock skew",
  summary: "how far this machine's clock is from the server's",
  place: 4,
  async look({ server }) {
    const asked = server();
    if (asked === undefined) return [skipped("no --server was given")];
    const { said, askedAtUnixMilliseconds } = await asked;
    const skew = (askedAtUnixMilliseconds - said.unixMilliseconds) / 1000;
    const what = `this machine's clock is ${Math.abs(skew).toFixed(1)} s ${skew < 0 ? "behind" : "ahead of"} the server's`;
    if (Math.abs(skew) <= MOST_SKEW_SECONDS) return [fine(what)];
    const advice =
      "Set both by NTP. Nothing goes by it, but logs of the two sides can't be compared, and quiet hours are off by as much.";
    return [warning(what, advice)];
  },
};

export default check;
