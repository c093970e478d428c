import { Registry } from "../../../../env/registry.js";
import type { BonusEntry } from "../bonus.js";

/** Exploration bonuses by name. */
export const bonuses = await Registry.fromFolder<BonusEntry>("exploration bonus", import.meta.url);
