import { UserError } from "../../env/errors.js";
import { realTime, type Timekeeper } from "../drivers/library/timekeeper.js";
import { Feed, type FeedNumbers } from "./feed.js";
import { FilePoll } from "./files/file-poll.js";
import { nodeShare, PatientShare, type Share } from "./files/share.js";
import { SourceLoop } from "./files/source-loop.js";
import { Reporter } from "./report/reporter.js";
import { ResultsLink } from "./report/results-link.js";
import type { ResultsConfig } from "./results-config.js";
import type { FileKind, FileOptions, Listener, ListenerKind, SourceKind } from "./source-kind.js";
import { openResultsDatabase } from "./store/open-results-database.js";
import { ResultsStore } from "./store/results-store.js";

export interface RunResultsOptions {
  readonly config: ResultsConfig;
  /** All kinds of sources that there are. */
  readonly kinds: readonly SourceKind[];
  /** Says something to the operator, a line. */
  readonly tell: (line: string) => void;
  /** Default: real time. */
  readonly time?: Timekeeper;
  /** Default: this machine's files. */
  readonly share?: Share;
}

/** How one source stands. */
export interface SourceNumbers extends FeedNumbers {
  /** Session and source: `monday/relion`. */
  readonly id: string;
  /** Files that are there; undefined where results are sent. */
  readonly files: number | undefined;
  /** What keeps results from being read or reported; empty: nothing. */
  readonly troubles: readonly string[];
}

/** A results process at work. */
export interface RunningResults {
  /** Where webhooks listen, `host:port`, by source. */
  readonly addresses: Readonly<Record<string, string>>;
  numbers(): SourceNumbers[];
  /**
   * Reads all files once, waiting for those that change to rest, and reports what was read, as well as can be.
   *
   * @returns whether everything that was found is with the server
   */
  once(): Promise<boolean>;
  /** Looks and reports again and again from now on. */
  start(): void;
  /** Ends in order; what was taken in and not reported is reported by the next process. */
  stop(): Promise<void>;
}

/** Tries to report in a single pass. */
const MOST_TRIES_ONCE = 4;

interface Part {
  readonly feed: Feed;
  readonly reporter: Reporter;
  readonly loop: SourceLoop | undefined;
}

/**
 * Opens the state, the webhooks and what reports; nothing is read or reported before {@link RunningResults.start}.
 *
 * @throws UserError if the state is in use, or an address can't be bound
 */
export async function openResults(options: RunResultsOptions): Promise<RunningResults> {
  const { config, kinds, tell, time = realTime, share = nodeShare } = options;
  const store = new ResultsStore(openResultsDatabase(config.state), () => time.unixMilliseconds() / 1000);
  const { ca, cert, key, token_file: token } = config;
  const link = new ResultsLink(config.server, { ca, cert, key, token });
  const listeners: Listener[] = [];
  const addresses: Record<string, string> = {};
  const close = async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
    link.close();
    store.close();
  };
  const parts: Part[] = [];
  try {
    for (const source of config.sources) {
      const kind = kinds.find(({ name }) => name === source.kind);
      if (kind === undefined) throw new UserError(`unknown source of results '${source.kind}'`);
      const feed: Feed = new Feed(source, kind, store, tell, () => reporter.wake());
      const { sessionKey, source: name, id } = feed;
      const reporter = new Reporter({ feed: id, sessionKey, source: name, store, link, time, tell });
      if (kind.form === "files") {
        const patience = new PatientShare(share, config.answer_seconds);
        const poll = filePoll(kind, source as unknown as FileOptions, feed, config, patience, time);
        parts.push({ feed, reporter, loop: new SourceLoop(poll, { id, config, time, tell }) });
      } else {
        const listener = await listen(kind, source, feed);
        listeners.push(listener);
        addresses[id] = listener.address;
        parts.push({ feed, reporter, loop: undefined });
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses,
    numbers: () => parts.map(numbersOf),
    async once() {
      await Promise.all(parts.map(({ loop }) => loop?.settle()));
      for (const { reporter } of parts) {
        do await reporter.once();
        while (reporter.failures > 0 && reporter.failures < MOST_TRIES_ONCE);
      }
      for (const { feed } of parts) {
        for (const place of feed.unfinished) tell(`${feed.id}: ${place}: the last line has no end and was left out`);
      }
      return parts.every(isWhole);
    },
    start() {
      for (const { loop, reporter } of parts) {
        loop?.start();
        void reporter.once();
      }
    },
    async stop() {
      await Promise.all(parts.flatMap(({ loop, reporter }) => [loop?.close(), reporter.close()]));
      await close();
    },
  };
}

function filePoll(
  kind: FileKind,
  options: FileOptions,
  feed: Feed,
  config: ResultsConfig,
  share: Share,
  time: Timekeeper,
): FilePoll {
  const { store, id } = feed;
  const stamps = {
    get: (path: string) => store.stamp(id, path),
    set: (path: string, stamp: Parameters<typeof store.setStamp>[2]) => store.setStamp(id, path, stamp),
  };
  return new FilePoll({
    patterns: [options.files].flat(),
    share,
    nowSeconds: () => time.nowSeconds(),
    settleSeconds: config.settle_seconds,
    lastLineSeconds: config.last_line_seconds,
    stamps: kind.isRotated ? stamps : undefined,
    take(path, bytes, { modified }, isFinal) {
      feed.take(kind.table(path, bytes, options, isFinal), { path, modifiedUnixMilliseconds: modified });
    },
  });
}

function listen(kind: ListenerKind, options: ResultsConfig["sources"][number], feed: Feed): Promise<Listener> {
  return kind.listen(options as never, (table) => feed.take(table, { path: "webhook", modifiedUnixMilliseconds: 0 }));
}

function numbersOf({ feed, reporter, loop }: Part): SourceNumbers {
  const { problem } = reporter;
  const troubles = [...(loop?.troubles ?? []), ...(problem === undefined ? [] : [problem])];
  return { id: feed.id, ...feed.numbers(), files: loop?.files, troubles };
}

function isWhole(part: Part): boolean {
  const { waiting, unknown, refused, problems, troubles } = numbersOf(part);
  return waiting + unknown + refused + problems + troubles.length + part.feed.unfinished.length === 0;
}
