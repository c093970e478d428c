import { describeSwallowed, type SwallowedCase } from "../../support/server-swallowed.js";

const TEN_MINUTES = 10;

const ways = [["toTarget", "fromTarget"], ["toTarget"], ["fromTarget"]] as const;

describeSwallowed(
  (["expose", "move"] as const).flatMap((when) =>
    ways.flatMap((lost) =>
      (["stream", "exchange"] as const).map((transport): SwallowedCase => ({ when, lost, transport })),
    ),
  ),
  TEN_MINUTES,
);
