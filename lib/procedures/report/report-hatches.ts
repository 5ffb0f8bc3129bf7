import { CustodyError } from '../../custody/custody-error.ts';
import type { ReportCoverage } from '../../custody/report-event.ts';
import type { ReportSigner } from '../../ports/report-signer.ts';
import type { ReportMaterial } from '../../report/report-material.ts';

/** What reports are made from and with. */
export interface ReportHatches {
  /** Everything up to the newest signed checkpoint. Throws `conflict` while none covers the record of its generation. */
  readonly material: (reportId: string) => Promise<ReportMaterial>;
  /** Which of the entries that the ledger has signed for a report generated now is drawn from. */
  readonly signedEntries: (
    reportId: string,
  ) => Promise<{ readonly size: bigint; readonly indexes: readonly bigint[] }>;
  /** How far Azure's logs were read by now. */
  readonly coverage: () => Promise<readonly ReportCoverage[]>;
  readonly signer?: ReportSigner; // absent: no key signs reports here
}

/** Throws `not-feasible`, naming the setting, where nobody set the key up. */
export function requireReports(
  reports: ReportHatches | undefined,
): ReportHatches & { readonly signer: ReportSigner } {
  if (reports?.signer !== undefined) return { ...reports, signer: reports.signer };
  throw new CustodyError(
    'not-feasible',
    'No key signs reports here (HOLDFAST_REPORT_KEY_ID). An administrator must set it up.',
  );
}
