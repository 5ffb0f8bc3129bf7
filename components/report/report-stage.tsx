import { type PillStatus, StatusPill } from '@/components/ui/status-pill.tsx';
import type { ReportRow } from '@/lib/queries/list-reports.ts';

/** How far a report has come. */
export function ReportStage({ stage }: { stage: ReportRow['stage'] }) {
  return <StatusPill status={pillOf(stage)} />;
}

function pillOf(stage: ReportRow['stage']): PillStatus {
  switch (stage) {
    case 'requested':
      return 'queued';
    case 'generated':
      return 'at-work';
    case 'signed':
      return 'sealing';
    case 'sealed':
      return 'sealed';
    case 'not-made':
      return 'not-acquired';
  }
}
