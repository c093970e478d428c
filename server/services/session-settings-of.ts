import { UserError } from "../../env/errors.js";
import { planDocument, readPlan } from "../../env/scenario/plan-document.js";
import type { CreateSessionRequest } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { Mode } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { invalid, unexpected } from "../collection/protocol-error.js";
import type { CollectedSessionSettings } from "../collection/session/collected-session-settings.js";
import type { ServedInstrument } from "../served-instrument.js";
import { modeOf } from "./session-codec.js";

/**
 * What a session of an instrument is, unless it is asked for otherwise.
 *
 * @param name empty: the server's only instrument
 * @throws ProtocolError naming the instruments that there are
 */
export function settingsOf(instruments: readonly ServedInstrument[], name: string): CollectedSessionSettings {
  const names = instruments.map((one) => one.name);
  if (name === "" && instruments.length > 1) {
    throw unexpected(`which instrument? Expected ${names.join(" or ")}`, "WHICH_INSTRUMENT");
  }
  const found = name === "" ? instruments[0] : instruments.find((one) => one.name === name);
  if (found === undefined) {
    throw unexpected(`there is no instrument '${name}'; expected ${names.join(" or ")}`, "UNKNOWN_INSTRUMENT");
  }
  return { ...found.session, instrument: found.name };
}

/** What a session that is asked for is. @throws ProtocolError if a field can't be */
export function requestedSettings(
  instruments: readonly ServedInstrument[],
  { instrument, mode, policy, scenario, budgetSeconds, seed }: CreateSessionRequest,
): CollectedSessionSettings {
  const usual = settingsOf(instruments, instrument);
  const wanted = mode === Mode.UNSPECIFIED ? usual.mode : modeOf(mode);
  if (wanted === undefined) throw invalid("mode is none that this server knows", "mode");
  const text = scenario === "" ? usual.scenario : requestedPlan(scenario);
  const usualBudget = scenario === "" ? usual.budgetSeconds : readPlan(text).plan.budgetSeconds;
  return {
    ...usual,
    mode: wanted,
    policy: policy === "" ? usual.policy : policy,
    scenario: text,
    budgetSeconds: budgetSeconds === 0 ? usualBudget : budgetSeconds,
    seed: seed ?? usual.seed,
  };
}

function requestedPlan(scenario: string): string {
  try {
    return planDocument(scenario);
  } catch (error) {
    if (error instanceof UserError) throw invalid(error.message, "scenario");
    throw error;
  }
}
