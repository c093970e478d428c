import { KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { SmoothField } from "./smooth-field.js";

/** The smooth fields of a world: over its grids, over its squares from group to group, and from hole to hole. */
export class Fields {
  readonly square = new SmoothField(RandomKind.SquareField, new KeyedRandom(0));
  readonly group = new SmoothField(RandomKind.GroupField, new KeyedRandom(0));
  readonly hole = new SmoothField(RandomKind.HoleField, new KeyedRandom(0));

  /** Goes over to another world. */
  reset(random: KeyedRandom): void {
    this.square.reset(random);
    this.group.reset(random);
    this.hole.reset(random);
  }
}
