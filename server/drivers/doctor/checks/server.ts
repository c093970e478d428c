import { type DoctorCheck, fine, skipped, warning } from "../doctor-check.js";

const SLOW_MILLISECONDS = 1000;

const check: DoctorCheck = {
  name: "policy server",
  summary: "whether the server answers and knows driver and instrument",
  place: 1,
  async look({ server, config }) {
    const asked = server();
    if (asked === undefined) return [skipped("no --server was given")];
    const { said, roundTripMilliseconds: took } = await asked;
    const found = [
      took < SLOW_MILLISECONDS
        ? fine(`it answers for the instrument '${said.instrument}' in ${took.toFixed(0)} ms`)
        : warning(
            `it took ${(took / 1000).toFixed(1)} s to answer`,
            "Look for a proxy or a slow network: each directive waits for it.",
          ),
    ];
    if (said.sessionKey !== "" && said.sessionKey !== config.session) {
      const advice = `Go on with --session ${said.sessionKey}, or end that session first (EndSession, by an operator).`;
      found.push(
        warning(
          `session '${said.sessionKey}' has the instrument: one with the name '${config.session}' is refused`,
          advice,
        ),
      );
    }
    return found;
  },
};

export default check;
