/** Everything that runs without a server: environment and agent. The policy service is `cryogym/server`. */

export * from "./agent/index.js";
export * from "./env/index.js";
