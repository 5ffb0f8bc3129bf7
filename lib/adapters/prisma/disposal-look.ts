import type { Prisma } from '../../../prisma/generated/client.ts';
import { manifestBlobName } from '../../custody/acquisition.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { tellingCustody } from '../../custody/current-custodian.ts';
import type { DisposalCertificate, DisposalParties } from '../../custody/disposal-event.ts';
import type { PresenceState } from '../../custody/evidence-presence.ts';
import type { EvidenceKind } from '../../custody/evidence-source.ts';
import { guardStateOf } from '../../custody/judge-guard.ts';
import type { DisposableItem, DisposalLook, DisposalRecord } from '../../ports/disposal-desk.ts';
import type { GuardedContainer } from '../../ports/guard-state.ts';
import { freezeOf } from './freeze-look.ts';
import { guardLook } from './guard-look.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';

/** Reads about disposals, over a pool or inside a transaction. */
export function disposalLook(tx: Transaction): DisposalLook {
  return {
    disposable: (evidenceId, leaveOut) => disposable(tx, evidenceId, leaveOut),
    disposal: async (id) => {
      const row = isUuid(id) ? await tx.disposal.findUnique({ where: { id }, include: named }) : null;
      return row === null ? null : await disposalRecord(tx, row);
    },
  };
}

/** States of a disposal in which the copy is on its way out, or gone. */
export const onItsWayOut = ['deleting', 'done'];

/** What must be loaded of a disposal for its record. */
export const named = { evidence: { select: { exhibitNumber: true } } } satisfies Prisma.DisposalInclude;

type DisposalRow = Prisma.DisposalGetPayload<{ include: typeof named }>;

export async function disposalRecord(tx: Transaction, row: DisposalRow): Promise<DisposalRecord> {
  const proposal = await tx.proposal.findUnique({ where: { id: row.proposalId }, select: { number: true } });
  // These columns hold closed vocabularies and JSON that only this register writes.
  return {
    ...{ id: row.id, number: row.number, evidenceId: row.evidenceId, incidentId: row.incidentId },
    ...{ proposalId: row.proposalId, reason: row.reason, problem: row.problem },
    exhibitNumber: row.evidence.exhibitNumber,
    proposal: proposal?.number ?? '',
    parties: row.parties as unknown as DisposalParties,
    state: row.state as DisposalRecord['state'],
    witness: row.witness as unknown as PersonActor | null,
    witnessedAt: row.witnessedAt?.toISOString() ?? null,
    certificate: row.certificate as unknown as DisposalCertificate | null,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

async function disposable(
  tx: Transaction,
  evidenceId: string,
  leaveOut: string | null,
): Promise<DisposableItem | null> {
  if (!isUuid(evidenceId)) return null;
  const now = new Date();
  const row = await tx.evidenceItem.findUnique({
    where: { id: evidenceId },
    include: {
      presence: true,
      acquisition: { select: { copyAttempt: true } },
      disposals: { where: { state: { not: 'stopped' } }, select: { id: true, number: true } },
      requests: { include: { request: { include: { grant: true } } } },
      workingCopies: { where: { state: { not: 'removed' } }, select: { number: true } },
    },
  });
  if (row === null || row.blob === null) return null;
  const [guard, frozen, custody] = await Promise.all([
    guardLook(tx).guardOf(row.incidentId),
    freezeOf(tx, row.id),
    tx.custodyEvent.findMany({
      where: { stream: row.id, type: { in: tellingCustody } },
      select: { actorObjectId: true },
    }),
  ]);
  const requests = row.requests.map(({ request }) => request);
  const waiting = requests.filter(({ state, expiresAt }) => state === 'waiting' && expiresAt > now);
  const live = requests.filter(
    ({ grant }) => grant !== null && grant.revokedAt === null && grant.endsAt > now,
  );
  return {
    ...{ evidenceId: row.id, incidentId: row.incidentId, container: row.container, blob: row.blob },
    manifestBlob: manifestBlobName(
      row.exhibitNumber,
      row.acquisition?.copyAttempt ?? 1,
      row.kind as EvidenceKind,
    ),
    etag: row.presence?.etag ?? null,
    ...{ description: row.description, sha256: row.sha256 ?? '' },
    sealedAt: row.sealedAt?.toISOString() ?? '',
    custodians: custody.flatMap(({ actorObjectId }) => actorObjectId ?? []),
    facts: {
      exhibitNumber: row.exhibitNumber,
      sealed: row.state === 'sealed',
      rehearsal: row.rehearsal,
      disposal: row.disposals.find(({ id }) => id !== leaveOut)?.number ?? null,
      frozen: frozen !== null,
      presence: (row.presence?.state ?? null) as PresenceState | null, // the database knows no other
      ...guardFacts(guard),
      createdOn: row.presence?.createdOn?.toISOString() ?? null,
      openRequests: waiting.map(({ number }) => number),
      liveGrants: live.map(({ number }) => number),
      workingCopies: row.workingCopies.map(({ number }) => number),
    },
  };
}

/** What stands on the container, should stand, or is being placed on it; no guard while Azure gives no answer. */
function guardFacts(guard: GuardedContainer | null) {
  const placing = (guard?.acts ?? []).filter(
    ({ kind, state }) => kind === 'place-hold' && state === 'waiting',
  );
  const recordedTags = [
    ...(guard?.recorded?.tags ?? []),
    ...placing.flatMap(({ tag }) => (tag === null ? [] : [tag])),
  ];
  const known = guard?.seen === null || guard?.unknownSince !== null ? null : (guard?.seen ?? null);
  const recordedDays = guard?.recorded?.days ?? null;
  if (known === null) return { guard: null, recordedTags, recordedDays };
  const { tags, days } = guardStateOf(known);
  return { guard: { tags, days }, recordedTags, recordedDays };
}
