import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { VerifiedLedger } from '../../lib/custody/verification.ts';
import { startVerification } from '../../lib/procedures/ledger/start-verification.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { getVerification, getVerificationReport } from '../../lib/queries/get-verification.ts';
import { listVerifications } from '../../lib/queries/list-verifications.ts';
import { ledgerClient } from '../../lib/runtime/ledger-parts.ts';
import { createLogger } from '../../lib/runtime/logger.ts';
import { requeueStalled } from '../../lib/worker/requeue-stalled.ts';
import { type VerificationTools, verifyLedger } from '../../lib/worker/verify-ledger.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { analyst } from '../support/facts.ts';
import { insider } from '../support/insider.ts';
import { recordDenials } from '../support/record-denials.ts';

const auditor: PersonActor = {
  ...analyst,
  objectId: '11111111-1111-4111-8111-111111111111',
  displayName: 'Auditor',
  roles: ['auditor'],
};
const lead: PersonActor = { ...auditor, objectId: '22222222-2222-4222-8222-222222222222', roles: ['lead'] };
let house: AnchoredLedger;

/** Six entries, anchored and witnessed. */
beforeAll(async () => {
  house = await anchoredLedger();
  house.start();
  await recordDenials(house, 6, (i) => `round ${i}`);
  await signedIn(lead);
  await house.untilAnchored();
}, 180_000);
afterAll(async () => await house?.close());

async function signedIn(person: PersonActor): Promise<void> {
  const session = { ...person, sessionId: createHash('sha256').update(person.objectId).digest('hex') };
  await house.at.register.record(person, ['access.signed-in'], async (desk) => {
    await desk.openSession({ actor: session, absoluteExpiresAt: new Date(Date.now() + 3_600_000) });
    return {
      result: null,
      events: [
        {
          type: 'access.signed-in',
          stream: { kind: 'person', id: person.objectId },
          subjects: [],
          reason: null,
          authority: null,
          detail: { method: 'test' },
        },
      ],
    };
  });
}

const context = () => ({ register: house.at.register }) as ProcedureContext;
const start = () => startVerification.run(context(), auditor, {});
const view = (id: string) => getVerification({ actor: auditor, db: house.at.db }, id);

function tools(change: Partial<VerificationTools> = {}, workerId = 'worker-1'): VerificationTools {
  const logger = createLogger('test');
  logger.level = 'silent';
  return {
    context: { register: house.at.register, worker: { id: workerId, address: '127.0.0.1' } },
    logger,
    stopping: new AbortController().signal,
    open: async () => {
      const { store, keys, witnesses, origin, trust, roots, at } = house;
      const client = await ledgerClient({ DATABASE_URL: at.appUrl } as Parameters<typeof ledgerClient>[0]);
      return {
        parts: { client, store, keys, witnesses, origin, trust, roots },
        close: () => client.end(),
      };
    },
    ...change,
  };
}

async function recordedEnd(id: string): Promise<VerifiedLedger> {
  const rows = await house.at.db.custodyEvent.findMany({ where: { stream: id }, orderBy: { n: 'asc' } });
  expect(rows.map(({ type }) => type)).toEqual(['ledger.verification-started', 'ledger.verified']);
  return JSON.parse(Buffer.from(rows[1]?.body ?? []).toString()).detail;
}

/** What somebody was told of verifications; a ledger that was changed gives other notifications too. */
const notesOf = (objectId: string) =>
  house.at.db.notification.findMany({ where: { objectId, key: { startsWith: 'verification:' } } });

describe('a verification that somebody asks for', () => {
  it('shows a second click, also one at the same moment, the run that is open', async () => {
    const clicks = await Promise.all([start(), start(), start()]);
    expect(new Set(clicks.map(({ id }) => id)).size).toBe(1);
    expect(clicks.filter(({ begun }) => begun)).toHaveLength(1);
    const id = clicks[0]?.id ?? '';
    expect(await start()).toEqual({ id, begun: false });
    expect(await view(id)).toMatchObject({ state: 'waiting', outcome: null, attempt: 0 });
    await verifyLedger(tools(), id);
  });

  it('ends with what it covered, recorded with the digest of the very report that is handed out', async () => {
    const { id } = await start();
    await verifyLedger(tools(), id);
    const verified = await recordedEnd(id);
    expect(verified).toMatchObject({ outcome: 'held', attempt: 1, findings: 0, problem: null });
    const shown = await view(id);
    expect(shown).toMatchObject({ state: 'done', outcome: 'held', requesterName: 'Auditor' });
    expect(shown.report).toMatchObject({
      entries: verified.entries,
      root: verified.root,
      witnesses: ['w1'],
      logKeys: 2,
    });
    const report = await getVerificationReport({ actor: auditor, db: house.at.db }, id);
    expect(createHash('sha256').update(report).digest('hex')).toBe(verified.reportSha256);
    const { rows } = await listVerifications({ actor: auditor, db: house.at.db });
    expect(rows[0]).toMatchObject({ id, outcome: 'held', result: { verified: { outcome: 'held' } } });
    expect(await notesOf(lead.objectId)).toEqual([]);
  });

  it('is begun again by another worker when its own fell silent, which then cannot end it', async () => {
    const { id } = await start();
    let release: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      release = resolve;
    });
    const open = async () => {
      await asleep;
      return await tools().open();
    };
    const silent = verifyLedger(tools({ open }, 'worker-asleep'), id);
    await expect.poll(async () => (await view(id)).attempt).toBe(1);
    await house.at.asAdmin("update ledger_verification set heartbeat_at = now() - interval '1 hour'");
    await house.at.jobs.fetch('verify-ledger'); // the job that the silent one had
    await requeueStalled(house.at.db, house.at.jobs, 'worker-2', 30);
    const [job] = await house.at.jobs.findJobs('verify-ledger', { key: id, queued: true });
    expect(job?.data).toEqual({ verificationId: id });
    await verifyLedger(tools({}, 'worker-2'), id);
    release();
    await silent;
    expect(await recordedEnd(id)).toMatchObject({ outcome: 'held', attempt: 2 });
    expect(await view(id)).toMatchObject({ worker: 'worker-2', attempt: 2 });
  });

  it('says that nothing is known when the anchors cannot be read', async () => {
    const { id } = await start();
    await house.stop(); // which would take the refusal upon itself
    const refusal = { kind: 'status', status: 403, code: 'AuthorizationFailure', message: 'Not from here.' };
    await house.cloud.fault('Container_ListBlobs', refusal);
    await verifyLedger(tools(), id);
    const { outcome, entries, problem } = await recordedEnd(id);
    expect([outcome, entries]).toEqual(['not-checked', null]);
    expect(problem).toContain('Not from here');
    house.start();
  });

  it('tells leads of a finding, names it in the record and hands out its proof', async () => {
    const hand = insider(house);
    const rename = "update custody_event set actor_label = $1 where n = 0 and type = 'access.denied'";
    await hand.sql(rename, ['Nobody']);
    const { id } = await start();
    await verifyLedger(tools(), id);
    await hand.sql(rename, [analyst.displayName]);
    const verified = await recordedEnd(id);
    expect(verified.outcome).toBe('findings');
    expect(verified.firstFindings[0]).toMatchObject({ attack: 'edited' });
    const [note] = await notesOf(lead.objectId);
    expect(note).toMatchObject({ level: 'error', href: `/ledger/verifications/${id}` });
  });

  it('shows no report that is not the recorded one, and says so of the outcome', async () => {
    const { rows } = await listVerifications({ actor: auditor, db: house.at.db });
    const id = rows[0]?.id ?? '';
    await house.at.asAdmin("update ledger_verification set outcome = 'held', report = '{}' where id = $1", [
      id,
    ]);
    expect(await view(id)).toMatchObject({ outcome: 'altered', report: null });
    await expect(getVerificationReport({ actor: auditor, db: house.at.db }, id)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
