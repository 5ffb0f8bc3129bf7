import type { PillStatus } from '@/components/ui/status-pill.tsx';
import type { EvidenceIntegrity } from '@/lib/queries/evidence-integrity.ts';

/** The pill that stands for an item's integrity. */
export function integrityStatus(integrity: EvidenceIntegrity): PillStatus {
  switch (integrity) {
    case 'verified':
      return 'sealed';
    case 'altered':
      return 'altered';
    case 'mismatch':
      return 'mismatch';
    case 'being-acquired':
      return 'not-yet-sealed';
    case 'missing':
    case 'replaced':
    case 'disposed':
    case 'failed':
    case 'refused':
    case 'cancelled':
    case 'not-acquired':
    case 'unknown':
      return integrity;
  }
}
