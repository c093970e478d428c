import { ServerCredentials } from "@grpc/grpc-js";
import { secureContext, type TlsMaterial } from "./tls-files.js";

/**
 * Credentials of a grpc-js server whose certificates can be replaced while it listens: connections that are open stay,
 * new ones see the new certificates. Whether clients must show one is settled when it begins to listen.
 *
 * @example
 * const credentials = new ReloadableServerCredentials(readTls(files));
 * server.bindAsync(listen, credentials, bound);
 * credentials.replace(readTls(files));
 */
export class ReloadableServerCredentials extends ServerCredentials {
  constructor(material: TlsMaterial) {
    const asksClients = material.ca !== undefined;
    // Where no certificate is required one that is not trusted tells nothing: grpc-js shows handlers verified ones alone.
    super(
      { requestCert: asksClients, rejectUnauthorized: material.requireClientCertificate, minVersion: "TLSv1.2" },
      secureContext(material),
    );
  }

  replace(material: TlsMaterial): void {
    this.updateSecureContextOptions(secureContext(material));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
