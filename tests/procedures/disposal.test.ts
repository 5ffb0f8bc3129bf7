import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import { carryOutDisposal } from '../../lib/procedures/disposal/carry-out-disposal.ts';
import type { DisposalContext } from '../../lib/procedures/disposal/disposal-context.ts';
import { witnessDisposal } from '../../lib/procedures/disposal/witness-disposal.ts';
import { startCopyVerification } from '../../lib/procedures/evidence/start-copy-verification.ts';
import { placeHold } from '../../lib/procedures/hold/place-hold.ts';
import { proposeDisposal } from '../../lib/procedures/proposal/kinds/dispose-item.ts';
import { proposeLiftHold } from '../../lib/procedures/proposal/kinds/lift-hold.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getItemAccess } from '../../lib/queries/get-item-access.ts';
import { getItemVerifications } from '../../lib/queries/get-item-verifications.ts';
import { requeueDisposals } from '../../lib/worker/requeue-disposals.ts';
import { present } from '../support/access-house.ts';
import { blobsOf, type DisposalHouse, openDisposalHouse, signal } from '../support/disposal-house.ts';
import { tenant } from '../support/portal.ts';
import type { SealedItem } from '../support/sealed-item.ts';

const reason = 'The retention is over and the case is closed.';
const dayMs = 86_400_000;
let people: ReturnType<typeof newTenant>;
let house: DisposalHouse;

beforeAll(async () => {
  house = await openDisposalHouse();
});

beforeEach(() => {
  people = newTenant();
});
afterAll(() => house?.close());

describe('a disposal', () => {
  it('is refused while a hold stands, and goes its whole way once it is lifted', async () => {
    const item = await house.stored();
    await expect(propose(item)).rejects.toThrow('It is under the hold inc1.');
    await lift(item);
    const disposalId = await approved(item);
    await expect(witness(item, disposalId, people.lead)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(witness(item, disposalId, people.second)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(witness(item, disposalId, await house.custodianOf(item))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(witness({ ...item, exhibitNumber: 'EV-2026-9999' }, disposalId)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const old = { ...people.auditor, authenticatedAt: new Date(Date.now() - 16 * 60_000).toISOString() };
    await expect(witness(item, disposalId, old)).rejects.toMatchObject({ code: 'sign-in-again' });
    expect(await house.copies(item)).toHaveLength(2); // nothing goes without a witness
    await carryOutDisposal(house.context, disposalId, signal);
    expect(await house.copies(item)).toHaveLength(2);

    await witness(item, disposalId);
    const requeue = () => requeueDisposals(house.at.db, house.at.jobs);
    expect(await requeue()).toBe(0); // its job waits
    await house.at.asAdmin("delete from pgboss.job where name = 'dispose-item'"); // its time was over, as nobody deleted
    expect([await requeue(), await requeue()]).toEqual([1, 0]);
    expect(await house.at.jobs.findJobs('dispose-item', { key: disposalId })).toMatchObject([
      { data: { disposalId } },
    ]);
    await Promise.allSettled([1, 2].map(() => carryOutDisposal(house.context, disposalId, signal)));
    await carryOutDisposal(house.context, disposalId, signal); // as the queue gives it to the slower one again
    expect(await house.copies(item)).toEqual([]);
    const facts = await house.factsOf(item);
    expect(facts.map(({ type }) => type)).toEqual([
      'evidence.disposal-approved',
      'evidence.disposal-witnessed',
      'evidence.disposal-begun',
      'evidence.disposed',
    ]);
    expect(facts.at(-1)?.detail).toMatchObject({
      parties: { proposer: { objectId: people.lead.objectId } },
      witness: { objectId: people.auditor.objectId },
      deleted: [
        { blob: expect.stringContaining('disk.vhd'), requestId: expect.any(String) },
        { blob: expect.stringContaining('disk.blocks.sha256') },
      ],
    });
    const shown = await getEvidenceItem({ actor: people.lead, db: house.at.db }, item.evidenceId);
    expect(shown).toMatchObject({ integrity: 'disposed', presence: null, altered: [] });
    const looked = await house.at.register.claimPresenceChecks(new Date(Date.now() + dayMs), 100);
    expect(looked.map(({ evidenceId }) => evidenceId)).not.toContain(item.evidenceId);
    expect(await house.at.register.look.sealedItem(item.evidenceId)).toBeNull();
  });

  it('leaves nothing to ask for of the item, and no read of it that waits for ever', async () => {
    const { item, id } = await witnessed();
    const { evidenceId } = item;
    await house.act(people.lead, startCopyVerification, { evidenceId });
    const viewer = { actor: people.lead, db: house.at.db };
    expect((await getItemAccess(viewer, evidenceId)).may.request).toBe(true);
    expect((await getItemVerifications(viewer, evidenceId)).verifications).toMatchObject([{ outcome: null }]);
    await carryOutDisposal(house.context, id, signal);
    expect((await getItemAccess(viewer, evidenceId)).may.request).toBe(false);
    expect(await getItemVerifications(viewer, evidenceId)).toMatchObject({
      verifications: [{ outcome: 'not-read', problem: expect.stringMatching(/disposed of/) }],
      may: { verify: false },
    });
  });

  it('stops when a hold is asked for before it deletes, whichever comes first', async () => {
    const item = await house.stored();
    await lift(item);
    const first = await approved(item);
    await hold(item, 'Case 77');
    expect(await house.stateOf(first)).toBe('stopped');
    await expect(witness(item, first)).rejects.toMatchObject({ code: 'conflict' });

    const other = await house.stored();
    await lift(other);
    const second = await approved(other);
    await witness(other, second);
    let asked = 0;
    const read: DisposalContext['policies']['read'] = async (container, abort) => {
      asked += 1;
      if (asked === 2) await hold(other, 'Case 78'); // between what is recorded as begun and the deletion
      return await house.context.policies.read(container, abort);
    };
    await carryOutDisposal(
      { ...house.context, policies: { ...house.context.policies, read } },
      second,
      signal,
    );
    expect(await house.stateOf(second)).toBe('stopped');
    expect(await house.copies(other)).toHaveLength(2);
    expect((await house.factsOf(other)).at(-1)).toMatchObject({
      type: 'evidence.disposal-stopped',
      detail: { why: expect.stringContaining('case78') },
    });
  });

  it('is refused by Azure itself when a hold comes at the last moment, past the portal', async () => {
    const { item, id } = await witnessed();
    const remove: DisposalContext['disposer']['remove'] = async (container, ...rest) => {
      await house.outside.set(container, 'lastmoment');
      return await house.context.disposer.remove(container, ...rest);
    };
    await carryOutDisposal({ ...house.context, disposer: { ...house.context.disposer, remove } }, id, signal);
    expect(await house.copies(item)).toHaveLength(2);
    expect(await house.stateOf(id)).toBe('stopped');
  });

  it('deletes nothing more, and says so, where the copy went before anybody began', async () => {
    const { item, id } = await witnessed();
    const [copy] = blobsOf(item);
    const found = await house.context.disposer.look(item.container, copy, signal);
    await house.context.disposer.remove(item.container, copy, found?.etag ?? '', signal);
    await house.at.asAdmin(`update evidence_presence set state = 'missing' where evidence_id = $1`, [
      item.evidenceId,
    ]);
    await carryOutDisposal(house.context, id, signal);
    expect(await house.copies(item)).toHaveLength(1); // its manifest
    expect(await house.stateOf(id)).toBe('stopped');
    expect((await house.factsOf(item)).at(-1)).toMatchObject({
      type: 'evidence.disposal-stopped',
      detail: { why: expect.stringContaining('gone already') },
    });
  });

  it('stops, and is not tried for ever, where the container is gone', async () => {
    const { item, id } = await witnessed();
    const at = new Date().toISOString();
    const read: DisposalContext['policies']['read'] = async () => ({
      ...{ kind: 'unread', why: 'missing', words: 'Azure does not have it.', at },
    });
    await carryOutDisposal({ ...house.context, policies: { ...house.context.policies, read } }, id, signal);
    expect(await house.stateOf(id)).toBe('stopped');
    expect(await house.copies(item)).toHaveLength(2);
  });

  it('deletes nothing once another worker stopped it', async () => {
    const { item, id } = await witnessed();
    let asked = 0;
    const read: DisposalContext['policies']['read'] = async (...of) => {
      asked += 1;
      const stop = `update disposal set state = 'stopped', problem = 'stopped there', finished_at = now() where id = $1`;
      if (asked === 2) await house.at.asAdmin(stop, [id]); // after it had begun
      return await house.context.policies.read(...of);
    };
    await carryOutDisposal({ ...house.context, policies: { ...house.context.policies, read } }, id, signal);
    expect(await house.copies(item)).toHaveLength(2);
    expect(await house.stateOf(id)).toBe('stopped');
  });

  it('certifies until when retention ran by what Azure said then, not by what was read before', async () => {
    const { item, id } = await witnessed();
    await house.at.asAdmin('update container_guard set unknown_since = now() where container = $1', [
      item.container,
    ]);
    await carryOutDisposal(house.context, id, signal);
    const { certificate } = await house.at.db.disposal.findUniqueOrThrow({ where: { id } });
    const { retentionUntil } = certificate as { retentionUntil: string };
    expect(Date.parse(retentionUntil)).toBeLessThan(Date.now());
  });

  it('is ended by a second worker after the first died between the deletion and its record', async () => {
    const { item, id } = await witnessed();
    let records = 0;
    const dying = Object.assign(Object.create(house.at.register), {
      record: (...asked: Parameters<typeof house.at.register.record>) => {
        records += 1;
        if (records > 1) throw new CustodyError('storage-unavailable', 'killed here');
        return house.at.register.record(...asked);
      },
    });
    await expect(carryOutDisposal({ ...house.context, register: dying }, id, signal)).rejects.toThrow(
      'killed here',
    );
    expect(await house.copies(item)).toEqual([]);
    expect(await house.stateOf(id)).toBe('deleting');
    await carryOutDisposal(house.context, id, signal);
    expect(await house.stateOf(id)).toBe('done');
  });
});

async function lift(item: SealedItem): Promise<void> {
  const change = { incidentId: item.incidentId, tag: 'inc1' };
  const { id } = await house.act(people.lead, proposeLiftHold, { reason, change });
  await house.confirm(people.first, id);
  await house.outside.clear(item.container, 'inc1');
  await house.check();
}

function propose(item: SealedItem) {
  return house.act(people.lead, proposeDisposal, { reason, change: { evidenceId: item.evidenceId } });
}

async function approved(item: SealedItem): Promise<string> {
  const { id } = await propose(item);
  await house.confirm(people.first, id);
  await house.confirm(people.second, id);
  return (await house.at.db.disposal.findFirstOrThrow({ where: { proposalId: id } })).id;
}

/** An item whose deletion is in the queue. */
async function witnessed() {
  const item = await house.stored();
  await lift(item);
  const id = await approved(item);
  await witness(item, id);
  return { item, id };
}

function witness(item: SealedItem, disposalId: string, person: PersonActor = people.auditor) {
  return house.act(person, witnessDisposal, { disposalId, exhibitNumber: item.exhibitNumber });
}

function hold(item: SealedItem, caseReference: string) {
  return house.act(people.lead, placeHold, { incidentId: item.incidentId, caseReference, reason });
}

function newTenant() {
  tenant.clear();
  return {
    first: present('controller'),
    second: present('controller'),
    lead: present('lead'),
    auditor: present('auditor'),
  };
}
