import { createHash } from "node:crypto";

const MOST_CHARACTERS = 128;
const HASH_CHARACTERS = 10;

/**
 * The id of an exposure that nobody directed: its movie's name, so that pipelines' results find it.
 *
 * @param key names the movie for good
 * @param isTaken whether another movie has this id
 */
export function shotIdOf(name: string, key: string, isTaken: (shotId: string) => boolean): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, "_");
  if (plain === name && name !== "" && name.length <= MOST_CHARACTERS && !isTaken(name)) return name;
  const hash = createHash("sha256").update(key).digest("hex").slice(0, HASH_CHARACTERS);
  return `${plain.slice(0, MOST_CHARACTERS - HASH_CHARACTERS - 1)}-${hash}`;
}
