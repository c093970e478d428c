import { policies } from "../../agent/policies/index.js";
import type { CommandEntry } from "../command.js";
import { exportSession } from "../session/export.js";
import { listSessions } from "../session/list.js";
import { withSourceOptions } from "../session/open-source.js";
import { replaySession } from "../session/replay.js";
import { showSession } from "../session/show.js";
import { summariseSession } from "../session/summary.js";
import { backendOption } from "../terminal/backend-option.js";
import { integer, positive } from "../terminal/parse-options.js";

const KEY = ["[session]", "its key; may be left out where there is one session"] as const;
const JSON_OUT = ["--json <file>", "write JSON instead; - for standard output"] as const;
/** A shift, hours. */
const SHIFT_HOURS = 12;

const entry: CommandEntry = {
  name: "session",
  summary: "look at served sessions: in a server's journal, or by asking the server",
  examples: [
    "cryogym session list --journal /srv/cryogym/data",
    "cryogym session list --server 127.0.0.1:50051",
    "cryogym session summary monday --since 8 --server policy:50051 --ca ca.pem --token-file operator.token",
    "cryogym session show monday --decisions --last 20 --journal /srv/cryogym/data",
    "cryogym session export monday --out monday.csv --scenario monday.yaml --journal /srv/cryogym/data",
    "cryogym session replay monday --policy greedy --journal /srv/cryogym/data",
  ],
  configure(command) {
    withSourceOptions(command.command("list").description("all sessions, the newest first"))
      .option(...JSON_OUT)
      .action(listSessions);
    withSourceOptions(command.command("show").description("what happened in a session, with the reasons of decisions"))
      .argument(...KEY)
      .option("--decisions", "decisions alone")
      .option("--last <n>", "the last so many events alone", integer(1))
      .option(...JSON_OUT)
      .action(showSession);
    withSourceOptions(
      command.command("export").description("write a session as the table that replay worlds read (docs/data.md)"),
    )
      .argument(...KEY)
      .requiredOption("--out <file.csv>", "where to; - for standard output")
      .option("--scenario <file.yaml>", "write a scenario that replays the table, too")
      .action(exportSession);
    command
      .command("replay")
      .description(
        "let another policy make each decision again, on the session as it was then, and show where it differs",
      )
      .argument(...KEY)
      .requiredOption("--journal <dir>", "folder of a server's journal, which no server may hold meanwhile")
      .requiredOption("--policy <name>", `one of ${policies.names().join(", ")}`)
      .addOption(backendOption())
      .option("--all", "show decisions that are the same, too")
      .option(...JSON_OUT)
      .action(replaySession);
    withSourceOptions(command.command("summary").description("what to tell the next shift"))
      .argument(...KEY)
      .option("--since <hours>", "hours of the session's clock to look back", positive, SHIFT_HOURS)
      .option(...JSON_OUT)
      .action(summariseSession);
  },
};

export default entry;
