import type { CommandEntry } from "../command.js";
import { backupCommand } from "../journal/backup.js";

const entry: CommandEntry = {
  name: "journal",
  summary: "back up a policy server's journal, while it runs or not",
  examples: [
    "cryogym journal backup --journal /srv/cryogym/data --out /backup/monday.sqlite",
    "sudo -u cryogym cryogym journal backup --journal /srv/cryogym/data --out /backup/$(date +%F).sqlite",
  ],
  configure(command) {
    command
      .command("backup")
      .description("write a whole copy of the journal to a new file and check it; the server goes on (docs/journal.md)")
      .requiredOption("--journal <dir>", "folder of a server's journal (its 'data'), on this machine")
      .requiredOption("--out <file>", "where to; a file that is not there yet")
      .option("--json", "say what was written as JSON")
      .action(backupCommand);
  },
};

export default entry;
