import type { LimitRule } from "../violation.js";

/** Only grids of allowed slots are loaded; a grid whose slot is not known is not. */
export const allowedSlots: LimitRule = (limits, facts, asked) => {
  const allowed = limits.allowed_slots;
  const { load } = asked;
  if (allowed === undefined || load === undefined) return [];
  const slot = Object.hasOwn(facts.slots, load) ? facts.slots[load] : undefined;
  if (slot !== undefined && allowed.includes(slot)) return [];
  const where = slot === undefined ? `It is not known in which slot '${load}' lies` : `'${load}' lies in slot ${slot}`;
  return [{ rule: "allowed_slots", target: load, text: `${where}; allowed are ${allowed.join(", ")}.` }];
};
