import { describeSwallowed } from "../support/server-swallowed.js";

describeSwallowed([
  { when: "expose", lost: ["toTarget", "fromTarget"], transport: "stream" },
  { when: "move", lost: ["toTarget", "fromTarget"], transport: "exchange" },
  { when: "expose", lost: ["fromTarget"], transport: "stream" },
]);
