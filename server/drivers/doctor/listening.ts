import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";

const LISTEN = "0A";
const PATIENCE_MILLISECONDS = 10_000;

/**
 * Addresses of this machine that a TCP port listens on, without connecting to it: some control software drops its client
 * when another one connects. `0.0.0.0` and `::` stand for all.
 *
 * @returns undefined where this system does not tell
 */
export async function openAddresses(port: number): Promise<string[] | undefined> {
  if (process.platform === "linux") {
    return [...new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeningIn(read(table), port)))];
  }
  const text = await netstat();
  return text === undefined ? undefined : listeningByNetstat(text, port);
}

/** Of a table such as `/proc/net/tcp`: bytes of each 32-bit word of an address are in the machine's order. */
export function listeningIn(table: string, port: number): string[] {
  const found = table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state] = line.trim().split(/\s+/);
      const [address = "", hex = ""] = local.split(":");
      return state === LISTEN && Number.parseInt(hex, 16) === port ? [readable(address)] : [];
    });
  return [...new Set(found)];
}

/** Of what `netstat -an` writes on Windows and macOS. */
export function listeningByNetstat(text: string, port: number): string[] {
  const found = text.split("\n").flatMap((line) => {
    if (!/LISTEN/i.test(line)) return [];
    const local =
      line
        .trim()
        .split(/\s+/)
        .find((word) => /[.:]\d+$/.test(word)) ?? "";
    const [, address = "", own] = /^(.*)[.:](\d+)$/.exec(local) ?? [];
    return Number(own) === port ? [address.replace(/^\[(.*)\]$/, "$1").replace(/^\*$/, "0.0.0.0")] : [];
  });
  return [...new Set(found)];
}

function readable(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  for (let i = 0; i + 4 <= bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.every((byte) => byte === 0)) return "::";
  if (bytes.subarray(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return "::1";
  if (bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff)
    return `::ffff:${bytes.subarray(12).join(".")}`;
  return (bytes.toString("hex").match(/.{4}/g) ?? []).join(":");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function netstat(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("netstat", ["-an"], { timeout: PATIENCE_MILLISECONDS, windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
  });
}
