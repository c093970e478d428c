import type { Directive } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";

/** What a rule may look at of a directive. */
export type CheckedDirective = Pick<Directive, "expectedSeconds" | "kind">;

/** What a directive asks of the instrument, in the terms of the limits. */
export interface Asked {
  readonly expectedSeconds: number;
  /** Grid to be loaded. */
  readonly load?: string;
  /** Targets that the stage goes to, or stands at for it. */
  readonly stageAt: readonly string[];
  /** Targets to be exposed, in order. */
  readonly shots: readonly string[];
  /** Group that the shots are reached from by image shift. */
  readonly group?: string;
  /** Tilts to be set, degrees. */
  readonly tilts: readonly number[];
  /** It is done at the height and tilt at which the stage stands. */
  readonly asItStands: boolean;
}

const nothing = { stageAt: [], shots: [], tilts: [], asItStands: false } as const;

/** What a directive asks for; undefined if it is one that brings the instrument to rest, which no limit forbids. */
export function askedBy(directive: CheckedDirective): Asked | undefined {
  const { kind, expectedSeconds } = directive;
  switch (kind?.$case) {
    case undefined:
    case "finish":
      return undefined;
    case "loadGrid":
      return { ...nothing, expectedSeconds, load: kind.loadGrid.targetId };
    case "surveyGrid":
      return { ...nothing, expectedSeconds };
    case "goToSquare":
      return { ...nothing, expectedSeconds, stageAt: [kind.goToSquare.targetId] };
    case "surveySquare":
      return { ...nothing, expectedSeconds, stageAt: [kind.surveySquare.targetId] };
    case "goToGroup":
      return { ...nothing, expectedSeconds, stageAt: [kind.goToGroup.targetId], asItStands: true };
    case "acquire": {
      const { groupId, shots, tiltSeries } = kind.acquire;
      return {
        expectedSeconds,
        stageAt: [groupId],
        shots: shots.map(({ targetId }) => targetId),
        group: groupId,
        tilts: tiltSeries?.tiltsDegrees ?? [],
        asItStands: true,
      };
    }
  }
}

/** Every target that a directive names. */
export function namedTargets(asked: Asked): readonly string[] {
  return [...(asked.load === undefined ? [] : [asked.load]), ...asked.stageAt, ...asked.shots];
}
