import type { AcquisitionStep } from '@/lib/custody/acquisition.ts';

/** What a running step waits for while it has no figure to show: Azure, storage or Holdfast's own work. */
export function atWorkWords(step: AcquisitionStep): string {
  switch (step) {
    case 'check-feasibility':
      return 'Asking Azure about the disk, the roles and the locker';
    case 'snapshot-disk':
      return 'Azure is making the snapshot';
    case 'grant-read':
      return 'Waiting for Azure to grant the read';
    case 'copy-to-locker':
      return 'Storage has not reported a figure yet';
    case 'hash-source':
      return 'Waiting for the first bytes of the source';
    case 'hash-locker-copy':
      return 'Waiting for the first bytes of the stored copy';
    case 'compare-digests':
      return 'Comparing the digests';
    case 'seal-evidence':
      return 'Locking, holding and reading the protection back from storage';
    case 'release-source':
      return 'Azure is ending the read grant and removing the snapshot';
    case 'corroborate':
      return 'Waiting for Microsoft’s own log, which runs minutes behind';
  }
}
