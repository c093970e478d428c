import { basename } from "node:path";
import type { ExpiryNotice } from "../access/tls/certificate-expiry.js";
import type { Alarm } from "../safety/alarm.js";

const severities = { certificate_expiring: "warning", certificate_expired: "critical" } as const;

/**
 * Makes alarms of what there is to say of certificates: a warning in the last month, critical once one has ended. Each is
 * raised once, and cleared when the certificate was replaced or the next one has taken its place.
 *
 * @example
 * const certificates = new CertificateAlarms((alarm) => alarms.alarmed("", alarm));
 * certificates.take(expiryNotices(material, now), now / 1000);
 */
export class CertificateAlarms {
  #open: readonly Alarm[] = [];

  constructor(readonly alarmed: (alarm: Alarm) => void) {}

  /** @param at the server's clock, seconds since 1970 UTC */
  take(notices: readonly ExpiryNotice[], at: number): void {
    const present = notices.map((notice) => alarmOf(notice, at));
    const isIn = (alarms: readonly Alarm[], { id }: Alarm) => alarms.some((alarm) => alarm.id === id);
    const over = this.#open.filter((alarm) => !isIn(present, alarm));
    const raised = present.filter((alarm, i) => !isIn(this.#open, alarm) && !isIn(present.slice(0, i), alarm));
    this.#open = [...this.#open.filter((alarm) => isIn(present, alarm)), ...raised];
    for (const alarm of raised) this.alarmed(alarm);
    for (const alarm of over) this.alarmed({ ...alarm, at, cleared: true });
  }
}

function alarmOf({ code, file, fingerprint, text }: ExpiryNotice, at: number): Alarm {
  const id = `${code}-${fingerprint.replaceAll(":", "").slice(0, 16).toLowerCase()}`;
  return { id, code, subject: basename(file), severity: severities[code], text, pauses: false, at, cleared: false };
}
