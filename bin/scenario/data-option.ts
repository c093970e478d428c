/** The option of every command that reads session tables. */
export const DATA = ["--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)"] as const;
