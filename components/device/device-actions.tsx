import Link from 'next/link';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { NewestOf } from '@/components/ui/newest-of.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { Device } from '@/lib/custody/device.ts';
import { defenderActionWords, deviceActTitle } from '@/lib/custody/device-action-words.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import { throttleWords } from '@/lib/custody/throttled-until.ts';
import type { DeviceActionView, DevicePage } from '@/lib/queries/get-device.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { deviceActionStatus } from './device-action-status.ts';
import { QueueWords } from './queue-words.tsx';

/** Everything that was asked of the device here, with what Defender says of it now. */
export function DeviceActions({
  page,
  device,
  cancel,
}: {
  page: DevicePage;
  device: Device | null; // as Defender describes it now, or did last
  cancel: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <section className="mt-9" aria-labelledby="actions">
      <h2 id="actions" className="font-semibold">
        What was asked of it
      </h2>
      {page.actions.length === 0 ? (
        <EmptyState title="Nothing was asked of this device here">
          What others asked of it stands below.
        </EmptyState>
      ) : (
        <Table
          caption="Actions on the device"
          columns={['Action', 'State', 'Asked by', 'Reason', { hidden: 'Act' }]}
        >
          {page.actions.map((action) => (
            <tr key={action.id}>
              <td className="min-w-[180px]">
                <span className="block font-medium">{deviceActTitle(action.act.kind)}</span>
                <span className="text-[13px] text-ink-2">
                  {action.number}
                  {action.act.kind === 'live-response' && (
                    <>
                      {' '}
                      · <code className="break-all">{action.act.line}</code>
                    </>
                  )}
                </span>
              </td>
              <td className="min-w-[240px]">
                <StatusPill status={deviceActionStatus(action)} />
                {action.proposal !== null && (
                  <Link className="mt-1 block text-[13px] underline" href={`/controls/${action.proposal.id}`}>
                    {action.state === 'proposed' ? 'Waits for a second person' : 'A second person decided'} (
                    {action.proposal.number})
                  </Link>
                )}
                <StateLines action={action} device={device} />
              </td>
              <td>
                {action.requesterName}
                <span className="block text-[13px] text-ink-2">
                  <Time at={action.createdAt} />
                </span>
              </td>
              <td className="max-w-[320px] break-words">
                <PlainText text={action.reason} />
              </td>
              <td>
                {page.may.cancel && !action.over && action.state !== 'proposed' && !action.cancelWanted && (
                  <details>
                    <summary className="whitespace-nowrap">Cancel</summary>
                    <ActionForm
                      action={cancel}
                      submit="Cancel the action"
                      working="Asking…"
                      done="Asked for."
                    >
                      <input type="hidden" name="actionId" value={action.id} />
                      <p className="text-[13px] text-ink-2">
                        What the device does already, it may go on doing.
                      </p>
                      <ReasonField id={`cancel-${action.id}`} />
                    </ActionForm>
                  </details>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NewestOf shown={page.actions.length} inAll={page.actionsInAll} what="actions">
        <Link className="underline" href={`/incidents/${page.incident.id}?tab=timeline`}>
          All of them stand in the incident’s timeline.
        </Link>
      </NewestOf>
    </section>
  );
}

function StateLines({ action, device }: { action: DeviceActionView; device: Device | null }) {
  const { state, submittedAt, seen, seenAt, problem, over, nextTryAt, cancelWanted, throttledUntil } = action;
  const waits = state === 'submitted' && (seen === null || seen.state === 'pending');
  return (
    <div className="mt-1 text-[13px] text-ink-2">
      {waits && (
        <p>
          <QueueWords state={state} seen={seen?.state ?? null} submittedAt={submittedAt} device={device} />
          {seenAt !== null && (
            <>
              ; last asked <Time at={seenAt} inline />
            </>
          )}
        </p>
      )}
      {seen !== null && !waits && (
        <p>
          {defenderActionWords(seen)}
          {seenAt !== null && (
            <>
              , <Time at={seenAt} inline />
            </>
          )}
        </p>
      )}
      {seen?.trouble != null && <p>Defender says: {inPlainSight(seen.trouble)}</p>}
      {cancelWanted && !over && <p>Cancellation asked for.</p>}
      {throttledUntil !== null && <p>{throttleWords(throttledUntil)}. Nothing is lost.</p>}
      {problem !== null && (
        <p>
          {problem}
          {!over && throttledUntil === null && (
            <>
              {' '}
              Tried again <Time at={nextTryAt} inline />.
            </>
          )}
        </p>
      )}
    </div>
  );
}
