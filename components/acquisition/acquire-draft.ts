/** What a person has typed so far. Kept in the tab until the acquisition is begun. */
export interface AcquireDraft {
  readonly disks: readonly string[];
  readonly reason: string;
  readonly authorityType: string;
  readonly authorityNumber: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly readMode: 'page-list' | 'full';
  readonly rehearsal: boolean;
  readonly requestKey: string;
}
