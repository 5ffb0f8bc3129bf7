import type { PersonActor, WorkerActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { retentionEnd, witnessStatement } from '../../custody/disposal.ts';
import type { DeletedBlob, DisposalCertificate } from '../../custody/disposal-event.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { DisposableItem, DisposalRecord } from '../../ports/disposal-desk.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';
import type { DisposalContext } from './disposal-context.ts';
import { disposalEvent } from './disposal-event.ts';

/** Records that the copy is gone, with the certificate. */
export async function endDisposal(
  context: DisposalContext,
  disposal: DisposalRecord,
  item: DisposableItem,
  deleted: readonly DeletedBlob[],
): Promise<void> {
  const certificate = certificateOf(context, disposal, item, deleted);
  const { register } = context;
  await recordedOnce(() =>
    register.record(disposer(context, disposal), ['evidence.disposed'], async (desk) => {
      if (!(await desk.finishDisposal(disposal.id, certificate))) throw ended(disposal);
      await desk.withdrawNotification(`presence:${disposal.evidenceId}`);
      await tell(
        desk,
        disposal,
        'info',
        `${disposal.exhibitNumber} is disposed of; its certificate is there`,
      );
      const events = [disposalEvent('evidence.disposed', disposal, disposal.reason, certificate)] as const;
      return { events, result: undefined };
    }),
  );
}

/** Records that nothing was deleted, and why. */
export async function stopDisposal(
  context: DisposalContext,
  disposal: DisposalRecord,
  why: string,
): Promise<void> {
  const { register } = context;
  await recordedOnce(() =>
    register.record(disposer(context, disposal), ['evidence.disposal-stopped'], async (desk) => {
      return { events: [await stoppedBy(desk, disposal, why)], result: undefined };
    }),
  );
}

/** The same inside somebody else's transaction. Throws `conflict` if it had an end. */
export async function stoppedBy(desk: RegisterDesk, disposal: DisposalRecord, why: string) {
  if (!(await desk.stopDisposal(disposal.id, why))) throw ended(disposal);
  await tell(
    desk,
    disposal,
    'warning',
    `${disposal.number}: the disposal of ${disposal.exhibitNumber} stopped`,
  );
  const { id: disposalId, number, exhibitNumber } = disposal;
  return disposalEvent('evidence.disposal-stopped', disposal, null, {
    disposalId,
    number,
    exhibitNumber,
    why,
  });
}

/** The product's identity that deletes, for the witness whose word let it. */
export function disposer({ worker }: DisposalContext, { witness }: DisposalRecord): WorkerActor {
  return {
    kind: 'worker',
    workerId: worker.id,
    address: worker.address,
    identity: 'disposer',
    onBehalfOf: witness === null ? null : accountOf(witness),
  };
}

function certificateOf(
  { disposer: { account } }: DisposalContext,
  disposal: DisposalRecord,
  item: DisposableItem,
  deleted: readonly DeletedBlob[],
): DisposalCertificate {
  const { id: disposalId, number, exhibitNumber, reason, proposal, parties, witness, witnessedAt } = disposal;
  if (witness === null || witnessedAt === null)
    throw new CustodyError('conflict', `${number} has no witness, so nothing can be certified.`);
  const { description, sha256, sealedAt, facts } = item;
  return {
    ...{ disposalId, number, exhibitNumber, account, description, sha256, sealedAt },
    retentionUntil: retentionEnd(facts)?.toISOString() ?? 'Not known',
    ...{ reason, proposal, parties, witnessedAt, deleted },
    witness: { objectId: witness.objectId, displayName: witness.displayName },
    statement: witnessStatement({ exhibitNumber, sha256 }),
  };
}

async function tell(
  desk: RegisterDesk,
  { evidenceId, incidentId, exhibitNumber, parties }: DisposalRecord,
  level: 'info' | 'warning',
  title: string,
): Promise<void> {
  const incident = await desk.incident(incidentId);
  const audience = incident?.restricted === true ? incident.memberObjectIds : null;
  const note = { key: `disposal:${evidenceId}`, level, title, href: `/evidence/${evidenceId}?tab=holds` };
  await tellWatch(desk, { ...note, incidentId, subject: exhibitNumber }, audience, [
    parties.proposer.objectId,
  ]);
}

function accountOf({ objectId, userPrincipalName, displayName }: PersonActor) {
  return { objectId, userPrincipalName, displayName };
}

function ended({ number }: DisposalRecord): CustodyError {
  return new CustodyError('conflict', `${number} had its end already.`);
}
