import type { ReportStamp } from '../custody/report-event.ts';

/**
 * Signs drawn reports as `ETSI.CAdES.detached` with an RFC 3161 time stamp. Duties: the private key never leaves the
 * vault; an authority that does not answer leaves the signature without a stamp and says why, never silently; nothing of
 * the drawn pages is changed.
 */
export interface ReportSigner {
  /** Throws CustodyError: `cloud-unavailable` or `throttled` where asking again may help, else `cloud-refused`. */
  sign(drawn: Uint8Array, signal: AbortSignal): Promise<SignedReport>;
}

export interface SignedReport {
  readonly bytes: Uint8Array;
  readonly keyId: string;
  readonly subject: string; // of the certificate, as a distinguished name
  readonly certificateSha256: string; // hex
  readonly stamp: ReportStamp | null;
  readonly stampProblem: string | null;
}
