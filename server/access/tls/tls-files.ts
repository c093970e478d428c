import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { UserError } from "../../../env/errors.js";

/** Where certificates lie: PEM files. */
export interface TlsFiles {
  /** The certificate, followed by those between it and the authority's. */
  readonly certificate: string;
  readonly key: string;
  /** Certificates of the authorities whose clients are trusted; absent: clients show none. */
  readonly client_ca?: string | undefined;
  /** Whether a client without a trusted certificate is turned away before it says anything. */
  readonly require_client_certificate: boolean;
}

/** The same, read and checked. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
  readonly requireClientCertificate: boolean;
  /** Each certificate that can end, with the name of its file. */
  readonly certificates: readonly { readonly file: string; readonly certificate: X509Certificate }[];
}

/**
 * Reads certificates and key.
 *
 * @throws UserError if a file can't be read, is none, or the key is not the certificate's
 */
export function readTls(files: TlsFiles): TlsMaterial {
  const cert = read(files.certificate);
  const key = read(files.key);
  const ca = files.client_ca === undefined ? undefined : read(files.client_ca);
  const certificates = [files.certificate, ...(files.client_ca === undefined ? [] : [files.client_ca])].flatMap(
    (file) => certificatesIn(file, read(file)).map((certificate) => ({ file, certificate })),
  );
  let fits: boolean;
  try {
    fits = certificates[0]!.certificate.checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    throw new UserError(`${files.key}: no private key in PEM form without a password (${(error as Error).message})`);
  }
  if (!fits) throw new UserError(`${files.key}: is not the key of ${files.certificate}`);
  return {
    cert,
    key,
    ...(ca !== undefined && { ca }),
    requireClientCertificate: files.require_client_certificate,
    certificates,
  };
}

/** What Node's TLS servers take, for gRPC and the gateway alike. */
export function secureContext({ cert, key, ca }: TlsMaterial): { cert: Buffer; key: Buffer; ca?: Buffer } {
  return { cert, key, ...(ca !== undefined && { ca }) };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`can't read ${file}: ${(error as Error).message}`);
  }
}

function certificatesIn(file: string, content: Buffer): X509Certificate[] {
  const blocks = content.toString("latin1").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new UserError(`${file}: no certificate in PEM form`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw new UserError(`${file}: a certificate can't be read (${(error as Error).message})`);
  }
}
