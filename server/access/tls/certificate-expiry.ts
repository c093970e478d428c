import type { TlsMaterial } from "./tls-files.js";

const DAY_MILLISECONDS = 86_400_000;
/** A month is what a facility needs to get another one. */
const WARN_DAYS = 30;

/** A certificate that ends soon, or has. */
export interface ExpiryNotice {
  /** `certificate_expiring`: a warning; `certificate_expired`: an alarm, as nobody can connect. */
  readonly code: "certificate_expiring" | "certificate_expired";
  readonly file: string;
  /** SHA-256 of the certificate, as hexadecimal pairs: the next one in the same file has another. */
  readonly fingerprint: string;
  readonly text: string;
  /** Whole days left; 0 or less if it has ended. */
  readonly daysLeft: number;
}

/** What is to be said of certificates at a time, milliseconds since 1970. */
export function expiryNotices({ certificates }: TlsMaterial, nowMilliseconds: number): ExpiryNotice[] {
  return certificates.flatMap(({ file, certificate }): ExpiryNotice[] => {
    const daysLeft = Math.floor((Date.parse(certificate.validTo) - nowMilliseconds) / DAY_MILLISECONDS);
    const { fingerprint256: fingerprint } = certificate;
    const subject = certificate.subject.replaceAll("\n", ", ");
    if (Date.parse(certificate.validTo) <= nowMilliseconds) {
      const text = `the certificate of ${subject} in ${file} has ended; replace it and send SIGHUP`;
      return [{ code: "certificate_expired", file, fingerprint, text, daysLeft }];
    }
    if (daysLeft >= WARN_DAYS) return [];
    const text = `the certificate of ${subject} in ${file} ends in ${daysLeft} days; replace it and send SIGHUP`;
    return [{ code: "certificate_expiring", file, fingerprint, text, daysLeft }];
  });
}

/**
 * Looks at certificates now and once a day.
 *
 * @param material the present one, asked each time as a reload may replace it
 * @param tell is told all that there is to say, also if that is nothing
 * @returns a function that ends it
 */
export function watchExpiry(material: () => TlsMaterial, tell: (notices: readonly ExpiryNotice[]) => void): () => void {
  const look = () => tell(expiryNotices(material(), Date.now()));
  look();
  const timer = setInterval(look, DAY_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
