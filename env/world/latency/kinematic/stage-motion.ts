/** How a stage moves. */
export interface StageMotion {
  readonly speedMicrometersPerSecond: number;
  readonly accelerationMicrometersPerSecondSquared: number;
  /** Wait after the stage has arrived. */
  readonly settleSeconds: number;
  /** How far the stage overshoots to come in from its usual side; 0 if it does not. */
  readonly backlashMicrometers: number;
}

/**
 * Seconds of a stage move by distance: a trapezoidal speed profile (speed up, top speed, slow down; a triangle where
 * the way is too short for the top speed), then the backlash correction, which is a move of its own, then settling.
 *
 * @example
 * const moveSeconds = stageMoveSeconds({ speedMicrometersPerSecond: 100, … });
 * moveSeconds(75);
 */
export function stageMoveSeconds(motion: StageMotion): (distanceMicrometers: number) => number {
  const { speedMicrometersPerSecond: speed, accelerationMicrometersPerSecondSquared: acceleration } = motion;
  const rampMicrometers = speed ** 2 / acceleration;
  const rampSeconds = speed / acceleration;
  const travelSeconds = (distance: number) =>
    distance < rampMicrometers ? 2 * Math.sqrt(distance / acceleration) : distance / speed + rampSeconds;
  const fixedSeconds = motion.settleSeconds + travelSeconds(motion.backlashMicrometers);
  return (distance) => fixedSeconds + travelSeconds(distance);
}
