import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MILLISECONDS = 86_400_000;

/** A certificate and its key, as PEM text and as files. */
export interface MadeCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** An authority that signs certificates into a folder. */
export class TestAuthority {
  #serial = 1;
  private constructor(
    readonly folder: string,
    readonly own: MadeCertificate,
    readonly keys: webcrypto.CryptoKeyPair,
    readonly subject: string,
  ) {}

  static async make(folder: string, name: string): Promise<TestAuthority> {
    const keys = await newKeys();
    const subject = `CN=${name}`;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: "01",
      name: subject,
      ...validity(3650),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
    });
    return new TestAuthority(folder, await write(folder, name, certificate, keys), keys, subject);
  }

  /** @param days until it ends; negative: it has */
  async sign(commonName: string, days = 365): Promise<MadeCertificate> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: (++this.#serial).toString(16).padStart(4, "0"),
      subject: `CN=${commonName}`,
      issuer: this.subject,
      ...validity(days),
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: "dns", value: "localhost" },
          { type: "ip", value: "127.0.0.1" },
        ]),
      ],
    });
    return write(this.folder, `${commonName}-${this.#serial}`, certificate, keys);
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return {
    notBefore: new Date(now - 400 * DAY_MILLISECONDS),
    notAfter: new Date(now + days * DAY_MILLISECONDS),
  };
}

async function write(
  folder: string,
  name: string,
  made: x509.X509Certificate,
  keys: webcrypto.CryptoKeyPair,
): Promise<MadeCertificate> {
  const certificate = made.toString("pem");
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  writeFileSync(certificateFile, `${certificate}\n`);
  writeFileSync(keyFile, `${key}\n`);
  return { certificate, key, certificateFile, keyFile };
}
