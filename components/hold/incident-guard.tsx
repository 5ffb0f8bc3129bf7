import type { Propose } from '@/components/controls/propose-form.tsx';
import type { IncidentGuardView } from '@/lib/queries/get-incident-guard.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { ActsTable } from './acts-table.tsx';
import { ExtendRetentionDialog } from './extend-retention-dialog.tsx';
import { GuardHistory } from './guard-history.tsx';
import { GuardStanding } from './guard-standing.tsx';
import { HoldsTable } from './holds-table.tsx';
import { Notices } from './notices.tsx';
import { PlaceHoldDialog } from './place-hold-dialog.tsx';
import { ProposeLift } from './propose-lift.tsx';
import { RetainedItems } from './retained-items.tsx';
import { SendNoticeDialog } from './send-notice-dialog.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

interface GuardActions {
  readonly place: Act;
  readonly extend: Act;
  readonly proposeLift: Propose;
  readonly sendNotice: Act;
  readonly acknowledgeNotice: Act;
}

/** Holds and retention of an incident, with what the viewer may do about them. */
export function IncidentGuard({ guard, acts }: { guard: IncidentGuardView; acts: GuardActions }) {
  const { incidentId, container, exhibits, policy, may } = guard;
  const left = policy?.extensionsLeft ?? 0;
  const lifts = guard.acts.filter(({ state }) => state === 'waits-for-controller'); // one that failed can be proposed anew
  const beingLifted = new Set(lifts.map(({ tag }) => tag));
  return (
    <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-7">
      <div className="no-print flex flex-wrap gap-3">
        {may.place && <PlaceHoldDialog incidentId={incidentId} container={container} place={acts.place} />}
        {may.extend && policy !== null && left > 0 && (
          <ExtendRetentionDialog
            of={{ incidentId, container, exhibits, days: policy.days, extensionsLeft: left }}
            extend={acts.extend}
          />
        )}
        {may.notify && <SendNoticeDialog incidentId={incidentId} send={acts.sendNotice} />}
      </div>
      <GuardStanding guard={guard} />
      <ActsTable acts={guard.acts} />
      <HoldsTable
        holds={guard.holds}
        lift={(hold) =>
          may.proposeLift && !hold.gone && !beingLifted.has(hold.tag) ? (
            <ProposeLift incidentId={incidentId} tag={hold.tag} propose={acts.proposeLift} />
          ) : null
        }
      />
      <RetainedItems items={guard.items} inAll={guard.itemsInAll} />
      <Notices notices={guard.notices} acknowledge={acts.acknowledgeNotice} />
      <GuardHistory azure={guard.azure} holdfast={guard.holdfast} />
    </div>
  );
}
