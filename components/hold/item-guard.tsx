import Link from 'next/link';
import type { IncidentGuardView } from '@/lib/queries/get-incident-guard.ts';
import { GuardHistory } from './guard-history.tsx';
import { GuardStanding } from './guard-standing.tsx';
import { HoldsTable } from './holds-table.tsx';
import { RetainedItems } from './retained-items.tsx';

/** What guards one item, as it was asked for of that item alone: its incident's container. What can be done about it is done there. */
export function ItemGuard({ guard }: { guard: IncidentGuardView }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-7">
      <GuardStanding guard={guard} />
      <RetainedItems items={guard.items} inAll={guard.itemsInAll} />
      <HoldsTable holds={guard.holds} />
      <p className="no-print text-[13px]">
        <Link className="underline" href={`/incidents/${guard.incidentId}?tab=holds`}>
          Place a hold, extend retention or propose to lift one, on the incident
        </Link>
      </p>
      <GuardHistory azure={guard.azure} holdfast={guard.holdfast} />
    </div>
  );
}
