import { SlotOccupancy } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { position, type Said, survey, surveyComplete } from "./server-scripted-driver.js";

/** What the model's driver says of its instrument at the beginning: the cassette, and all targets. */
export function describedSession(): Said[] {
  const slots = [1, 2].map((number) => ({
    number,
    occupancy: SlotOccupancy.OCCUPIED,
    name: `grid ${number}`,
    targetId: `${number}`,
  }));
  return [{ $case: "inventory", inventory: { slots } }, survey(), position(""), surveyComplete()];
}
