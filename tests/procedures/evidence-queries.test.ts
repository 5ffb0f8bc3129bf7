import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { getAcquisition } from '../../lib/queries/get-acquisition.ts';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getLedgerEntry } from '../../lib/queries/get-ledger-entry.ts';
import { getLedgerState } from '../../lib/queries/get-ledger-state.ts';
import { listAcquisitions } from '../../lib/queries/list-acquisitions.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { listLedgerEntries } from '../../lib/queries/list-ledger-entries.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { publishCheckpoint } from '../../lib/worker/publish-checkpoint.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { acquisitionRequest, analyst } from '../support/facts.ts';
import { newSigner } from '../support/log-signer.ts';
import { incidentTimeline, itemTimeline } from '../support/recorded-timeline.ts';
import { withClient } from '../support/with-client.ts';

const investigator: PersonActor = {
  ...analyst,
  objectId: '00000000-0000-4000-8000-00000000000f',
  displayName: 'investigator',
  roles: ['investigator'],
};

let at: TestDatabase;
let made: { readonly acquisitionId: string; readonly evidenceId: string; readonly exhibitNumber: string };
let incidentId: string;
let keys: readonly string[] = [];
const as = (actor: PersonActor) => ({ actor, db: at.db });

beforeAll(async () => {
  at = await freshDatabase();
  made = await at.register.record(analyst, ['acquisition.requested'], async (desk) => {
    const incident = await desk.openIncident({ title: 'Beaconing', severity: 'high', openedBy: analyst });
    incidentId = incident.id;
    const request = acquisitionRequest(incident.id, 'disk-os');
    const acquisition = await desk.createAcquisition(request);
    return {
      result: acquisition,
      events: [
        {
          type: 'acquisition.requested',
          stream: { kind: 'evidence', id: acquisition.evidenceId },
          subjects: [
            `incident:${incident.id}`,
            `evidence:${acquisition.evidenceId}`,
            `acquisition:${acquisition.acquisitionId}`,
          ],
          reason: request.reason,
          authority: request.authority,
          detail: {
            acquisitionId: acquisition.acquisitionId,
            exhibitNumber: acquisition.exhibitNumber,
            incidentId: incident.id,
            source: request.source,
            reason: request.reason,
            authority: request.authority,
            plan: request.plan,
            readMode: request.readMode,
            consistencyNote: null,
            rehearsal: false,
          },
        },
      ],
    };
  });
});
afterAll(async () => await at?.close());

describe('what a person sees of an item', () => {
  it('shows the acquisition with every step still waiting, and offers to cancel it', async () => {
    const view = await getAcquisition(as(analyst), made.acquisitionId);
    expect(view).toMatchObject({
      state: 'running',
      machineName: 'vm-web-01',
      exhibitNumber: made.exhibitNumber,
    });
    expect(new Set(view.steps.map((step) => step.state))).toEqual(new Set(['waiting']));
    expect(view.cancel?.consequence).toContain('Nothing was taken yet');
  });

  it('offers an auditor nothing that changes anything', async () => {
    const view = await getAcquisition(as({ ...analyst, roles: ['auditor'] }), made.acquisitionId);
    expect([view.cancel, view.retry]).toEqual([null, null]);
  });

  it('never calls an item verified that was not read twice', async () => {
    const item = await getEvidenceItem(as(analyst), made.evidenceId);
    expect(item.integrity).toBe('being-acquired');
    expect([item.sourceDigests, item.storedDigests, item.protection]).toEqual([null, null, null]);
  });

  it('lists both to an analyst', async () => {
    expect((await listAcquisitions(as(analyst), {})).rows.map((row) => row.id)).toEqual([made.acquisitionId]);
    expect((await listEvidence(as(analyst), { text: made.exhibitNumber })).rows).toHaveLength(1);
    expect((await listEvidence(as(analyst), { text: 'EV-1999-0001' })).rows).toHaveLength(0);
  });

  it('answers a stranger exactly as it answers for an item that does not exist', async () => {
    const unknown = '00000000-0000-4000-8000-0000000000ff';
    const answers = await Promise.allSettled([
      getEvidenceItem(as(investigator), made.evidenceId),
      getEvidenceItem(as(investigator), unknown),
      itemTimeline(as(investigator), made.evidenceId),
      getEvidenceItem(as(investigator), "'; drop table incident; --"),
    ]);
    const errors = answers.map((answer) =>
      answer.status === 'rejected' ? String(answer.reason) : 'answered',
    );
    expect(new Set(errors)).toEqual(new Set([errors[1]]));
    expect(errors[1]).toContain('nothing here');
    expect((await listEvidence(as(investigator), {})).rows).toEqual([]);
  });

  it('shows the item to an investigator who is a member, but not the acquisition', async () => {
    await at.db.incidentMember.create({ data: { incidentId, objectId: investigator.objectId } });
    expect((await getEvidenceItem(as(investigator), made.evidenceId)).exhibitNumber).toBe(made.exhibitNumber);
    await expect(getAcquisition(as(investigator), made.acquisitionId)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(listLedgerEntries(as(investigator))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('hides a restricted incident from an analyst who is no member', async () => {
    await at.db.incident.update({ where: { id: incidentId }, data: { restricted: true } });
    await expect(getEvidenceItem(as(analyst), made.evidenceId)).rejects.toMatchObject({ code: 'not-found' });
    expect((await listAcquisitions(as(analyst), {})).rows).toEqual([]);
    await at.db.incident.update({ where: { id: incidentId }, data: { restricted: false } });
  });
});

describe('the chain of custody of an item', () => {
  it('says that an event still waits for the ledger, and its index once it is in', async () => {
    const before = await itemTimeline(as(analyst), made.evidenceId);
    expect(before.events.map((event) => event.ledgerIndex)).toEqual([null]);
    expect((await getLedgerState(as(analyst), keys)).waiting).toBe(1);
    await integrate();
    const after = await itemTimeline(as(analyst), made.evidenceId);
    expect(after.events.map((event) => event.ledgerIndex)).toEqual(['0']);
    expect(after.numberings).toMatchObject([{ complete: true, sentence: 'Numbering complete from 0 to 0' }]);
    expect(after.events[0]?.record?.authority?.number).toBe('IR-7');
    expect([before.events[0]?.holds, after.events[0]?.holds]).toEqual([null, null]); // not signed yet
  });

  it('follows an entry to the signed root, and finds an entry that was rewritten with its leaf', async () => {
    expect((await getLedgerEntry(as(analyst), '0', keys)).covered).toBeNull();
    await withClient(at.sequencerUrl, signed);
    expect((await getLedgerEntry(as(analyst), '0', keys)).covered).toMatchObject(holding);
    expect((await itemTimeline(as(analyst), made.evidenceId)).events[0]?.holds).toBe(true);
    const [before] = await at.asAdmin<{ entry: Buffer }>('select entry from ledger_entry where idx = 0');
    await rewriteEntry(
      `replace(convert_from(entry, 'UTF8'), 'acquisition.requested', 'acquisition.refused')`,
    );
    expect(await getLedgerEntry(as(analyst), '0', keys)).toMatchObject({
      leafHolds: true,
      covered: { holdsEntry: false, newestHoldsEntry: false },
    });
    expect((await itemTimeline(as(analyst), made.evidenceId)).events[0]?.holds).toBe(false);
    await rewriteEntry('$1', [before?.entry.toString()]);
    expect((await getLedgerEntry(as(analyst), '0', keys)).covered).toMatchObject(holding);
  });

  it('recomputes an entry and finds the event that was changed behind its back', async () => {
    expect(await getLedgerEntry(as(analyst), '0', keys)).toMatchObject({
      leafHolds: true,
      bodyHolds: true,
    });
    await tamper(
      `update custody_event set body = convert_to(replace(convert_from(body, 'UTF8'), 'suspected', 'confirmed'), 'UTF8')`,
    );
    expect(await getLedgerEntry(as(analyst), '0', keys)).toMatchObject({ leafHolds: true, bodyHolds: false });
    expect((await itemTimeline(as(analyst), made.evidenceId)).events[0]?.holds).toBe(false);
    expect((await incidentTimeline(as(analyst), incidentId)).events[0]?.holds).toBe(false);
  });

  it('announces an event that was taken away', async () => {
    await tamper('delete from custody_event');
    const timeline = await itemTimeline(as(analyst), made.evidenceId);
    expect(timeline.numberings).toMatchObject([
      { complete: false, sentence: 'Numbering broken: 0 is missing.' },
    ]);
    expect((await getLedgerEntry(as(analyst), '0', keys)).bodyHolds).toBeNull();
  });
});

const origin = 'holdfast.example/test/1';
const holding = {
  signature: { outcome: 'valid' },
  holdsEntry: true,
  newestHoldsEntry: true,
  grewIntoNewest: true,
};

async function integrate(): Promise<void> {
  await withClient(at.sequencerUrl, async (client) => void (await integratePending(client, origin)));
}

async function signed(client: Client): Promise<void> {
  const signer = newSigner(origin);
  keys = [signer.verifierKey];
  await publishCheckpoint(client, origin, [signer]);
}

/** Another entry with the leaf that fits it, as only the owner of the server could write it. */
async function rewriteEntry(text: string, values: unknown[] = []): Promise<void> {
  await at.asAdmin('alter table ledger_entry disable trigger all');
  await at.asAdmin(`update ledger_entry set entry = convert_to(${text}, 'UTF8')`, values);
  await at.asAdmin(`update ledger_entry set leaf = sha256('\\x00'::bytea || entry)`);
  await at.asAdmin('alter table ledger_entry enable always trigger refuse_change');
}

/** What only the owner of the server could do. */
async function tamper(statement: string): Promise<void> {
  await at.asAdmin('alter table custody_event disable trigger all');
  await at.asAdmin(statement);
  await at.asAdmin('alter table custody_event enable trigger all');
}
