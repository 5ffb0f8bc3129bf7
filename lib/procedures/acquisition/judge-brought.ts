import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { verdictWords } from '../../custody/foreign-bundle.ts';
import type { AcquisitionRecord, RegisterDesk } from '../../ports/custody-register.ts';
import { judgeBundle } from '../import/judge-bundle.ts';
import type { ProcedureContext } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { requireBlob } from './step.ts';

/** What there is to record of the verdict, and whom to tell. */
interface Judged {
  readonly events: readonly CustodyEvent<'import.bundle-verified'>[];
  tell(desk: RegisterDesk): Promise<void>;
}

/**
 * The verdict on a bundle of another Holdfast, over the sealed bytes. Nothing for any other item. A bundle that does not hold
 * is kept as it is. Throws what a failing store throws, so that the step is repeated.
 */
export async function judgeBrought(
  { locker }: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<Judged> {
  const { id, source, container, exhibitNumber, requester } = acquisition;
  const policy = 'brought' in source ? source.brought.trustPolicy : undefined;
  if (!('brought' in source) || policy === undefined) return { events: [], tell: async () => undefined };
  const stored = await locker.open(container, requireBlob(acquisition), signal);
  if (stored === null)
    throw new CustodyError('not-found', 'The sealed bundle is not in the evidence locker any more.');
  const verdict = await judgeBundle(stored, policy, signal);
  const { importId } = source.brought;
  return {
    events: [
      acquisitionEvent('import.bundle-verified', acquisition, { acquisitionId: id, importId, verdict }),
    ],
    tell: async (desk) => {
      if (verdict.outcome === 'holds') return;
      await desk.notify({
        ...{ personObjectId: requester.objectId, key: `acquisition:${id}:bundle`, level: 'warning' },
        title: `${exhibitNumber}: ${verdictWords(verdict)}`,
        href: `/evidence/${acquisition.evidenceId}`,
      });
    },
  };
}
