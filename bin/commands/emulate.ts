import type { CommandEntry } from "../command.js";
import { chances } from "../emulate/chances.js";
import { emulateSerialEm } from "../emulate/serialem.js";
import { address, integer, MOST_PORT, positive } from "../terminal/parse-options.js";

const entry: CommandEntry = {
  name: "emulate",
  summary: "run a microscope that isn't there behind the wire of another control software",
  examples: [
    "cryogym emulate serialem --scenario y1-like --folder runs/serialem --port 48888",
    "cryogym emulate serialem --scenario y1-like --folder runs/bad --misbehave slow-reply=0.02,lose-reply=0.005",
  ],
  configure(command) {
    command
      .command("serialem")
      .description("SerialEM's external Python control above a simulated world")
      .requiredOption("--scenario <name|file>", "the world in it")
      .requiredOption("--folder <dir>", "where it keeps ledger, command log and drives; must be new or empty")
      .option("--seed <n>", "seed of world and start: the first episode of 'evaluate --seed n'", integer(0), 1)
      .option("--port <n>", "local port of the wire; 0 takes a free one", integer(0, MOST_PORT), 48_888)
      .option("--control-port <n>", "local port on which it is told what goes wrong", integer(0, MOST_PORT), 0)
      .option("--speed <n>", "simulated seconds a real second (default: no waiting)", positive)
      .option("--misbehave <name=chance,...>", "what goes wrong by chance at each request", chances)
      .option("--misbehave-seed <n>", "seed of these chances", integer(0), 1)
      .option("--image-pixels <n>", "pixels a side of its images", integer(1, 8192), 256)
      .option("--chunk-bytes <n>", "most bytes of a chunk of an image (default: SerialEM's)", integer(1))
      .option("--server <host:port>", "policy server that its pipeline reports results to (default: nobody)", address)
      .option("--session <key>", "session that the results belong to", "session")
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .action(emulateSerialEm);
  },
};

export default entry;
