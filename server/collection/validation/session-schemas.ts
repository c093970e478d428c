import { z } from "zod";
import { sessionKey } from "./message-schemas.js";

/** What operators' requests may be. */

const MOST_REASON = 2000;

export const createSession = z.looseObject({
  sessionKey,
  instrument: z.string().regex(/^[A-Za-z0-9._-]{0,64}$/, "expected up to 64 of A–Z, a–z, 0–9, '.', '_' and '-'"),
  policy: z.string().max(1000, "expected at most 1,000 characters"),
  scenario: z.string().max(1000, "expected at most 1,000 characters"),
  budgetSeconds: z.number("expected a finite number").min(0, "expected a finite number above 0, or 0"),
});

export const operatorText = z.looseObject({
  reason: z.string().max(MOST_REASON, `expected at most ${MOST_REASON} characters`),
});
