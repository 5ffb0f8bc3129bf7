import { randomUUID } from 'node:crypto';
import type { SystemActor } from '../../lib/custody/actor.ts';
import type { DisposalCertificate } from '../../lib/custody/disposal-event.ts';
import type { NamedPerson } from '../../lib/custody/named-person.ts';
import { disposalEvent } from '../../lib/procedures/disposal/disposal-event.ts';
import type { TestDatabase } from './database.ts';

interface Place {
  readonly incidentId: string;
  readonly evidenceId: string;
}

const actor: SystemActor = { kind: 'system', component: 'test' };
const parties = {
  proposer: { objectId: randomUUID(), displayName: 'A lead' },
  approvers: [{ objectId: randomUUID(), displayName: 'A controller' }],
};

/** A certificate in the item's stream, past the procedures. */
export async function disposedOn(at: TestDatabase, place: Place): Promise<void> {
  const id = randomUUID();
  const moment = new Date().toISOString();
  const detail: DisposalCertificate = {
    ...{ disposalId: id, number: `DSP-${id}`, exhibitNumber: 'EV-2026-0001', account: 'locker' },
    ...{ description: 'A disk', sha256: '00', sealedAt: moment, retentionUntil: moment },
    ...{ reason: 'It is over.', proposal: 'PR-2026-0001', parties, witness: parties.proposer },
    ...{ witnessedAt: moment, statement: 'I saw it.', deleted: [] },
  };
  const event = disposalEvent('evidence.disposed', { ...place, id }, null, detail);
  await at.register.append(actor, ['evidence.disposed'], [event]);
}

/** The item as one whose copy lies in the store, past the procedures. */
export async function storedOn(at: TestDatabase, { evidenceId }: Place): Promise<void> {
  await at.db.evidenceItem.update({ where: { id: evidenceId }, data: { blob: 'disk.vhd' } });
}

/** A disposal that waits for its witness, past the procedures. */
export async function approvedDisposal(
  at: TestDatabase,
  place: Place,
  proposer: NamedPerson = parties.proposer,
): Promise<string> {
  const id = randomUUID();
  await storedOn(at, place);
  await at.db.disposal.create({
    data: {
      ...{ id, number: `DSP-${id}`, evidenceId: place.evidenceId, incidentId: place.incidentId },
      ...{ proposalId: randomUUID(), reason: 'It is over.', state: 'approved' },
      parties: { ...parties, proposer: { objectId: proposer.objectId, displayName: proposer.displayName } },
    },
  });
  return id;
}
