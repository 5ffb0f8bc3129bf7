import Link from 'next/link';
import type { Propose } from '@/components/controls/propose-form.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { DisposalView, ItemDisposal } from '@/lib/queries/get-item-disposal.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { ProposeDisposal } from './propose-disposal.tsx';
import { WitnessForm } from './witness-form.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/**
 * Whether an item may be disposed of and what stands against it, its disposals, and what the viewer can do. `deletes`: an
 * identity that may delete is set up.
 */
export function DisposalPanel({
  disposal,
  deletes,
  acts,
}: {
  disposal: ItemDisposal;
  deletes: boolean;
  acts: { readonly propose: Propose; readonly witness: Act };
}) {
  const { evidenceId, exhibitNumber, against, proposal, disposals, certificate, may } = disposal;
  const waiting = disposals.find(({ state }) => state === 'approved');
  return (
    <section aria-label="Disposal">
      <h2 className="font-semibold">Disposal</h2>
      {certificate !== null && (
        <Notice tone="attention" title="The copy was deleted by decision. Its record stays.">
          <Link className="underline" href={`/evidence/${evidenceId}/certificate`}>
            Certificate {certificate.certificate.number}
          </Link>
        </Notice>
      )}
      {certificate === null && against.length > 0 && waiting === undefined && (
        <>
          <p className="mt-1 text-ink-2">It cannot be disposed of now:</p>
          <ul className="mt-1 list-disc pl-5 text-[13px]">
            {against.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </>
      )}
      {proposal !== null && (
        <p className="mt-2">
          <Link className="underline" href={`/controls/${proposal.id}`}>
            {proposal.number}
          </Link>{' '}
          proposes it and waits for others.
        </p>
      )}
      {!deletes && certificate === null && (proposal !== null || disposals.some(isOpen)) && (
        <Notice tone="attention" title="Nothing here may delete.">
          No identity that deletes is set up (HOLDFAST_DISPOSER_CLIENT_ID). What is decided and witnessed
          waits, however long, and is carried out once there is one.
        </Notice>
      )}
      <div className="no-print mt-3">
        {may.propose && against.length === 0 && proposal === null && (
          <ProposeDisposal evidenceId={evidenceId} exhibitNumber={exhibitNumber} propose={acts.propose} />
        )}
        {may.witness && waiting !== undefined && (
          <WitnessForm
            disposalId={waiting.id}
            evidenceId={evidenceId}
            exhibitNumber={exhibitNumber}
            statement={disposal.statement}
            witness={acts.witness}
          />
        )}
      </div>
      {disposals.length > 0 && <Disposals disposals={disposals} />}
    </section>
  );
}

function isOpen({ state }: DisposalView): boolean {
  return state === 'approved' || state === 'witnessed' || state === 'deleting';
}

function Disposals({ disposals }: { disposals: readonly DisposalView[] }) {
  return (
    <Table
      caption="Disposals"
      columns={['Number', 'Approved', 'Proposed by', 'Approved by', 'Witness', 'State']}
    >
      {disposals.map((one) => (
        <tr key={one.id}>
          <td className="whitespace-nowrap">{one.number}</td>
          <td>
            <Time at={one.at} />
          </td>
          <td>{one.parties.proposer.displayName}</td>
          <td>{one.parties.approvers.map(({ displayName }) => displayName).join(', ')}</td>
          <td>{one.witness ?? <span className="text-ink-2">None yet</span>}</td>
          <td>
            <State disposal={one} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function State({ disposal: { state, problem } }: { disposal: DisposalView }) {
  switch (state) {
    case 'approved':
      return <StatusPill status="waiting" note="Waits for a witness" />;
    case 'witnessed':
      return <StatusPill status="waiting" note="Witnessed, waits for the deletion" />;
    case 'deleting':
      return <StatusPill status="retrying" note="Deleting" />;
    case 'done':
      return <StatusPill status="disposed" />;
    case 'stopped':
      return (
        <>
          <StatusPill status="cancelled" note="Stopped, nothing deleted" />
          <span className="block break-words text-[13px]">{problem}</span>
        </>
      );
  }
}
