import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { commitBody, decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { acquisitionRequest, analyst, denied, note, worker } from '../support/facts.ts';

const empty = new Uint8Array();

let at: TestDatabase;
beforeAll(async () => {
  at = await freshDatabase();
});
afterAll(async () => await at?.close());

const openIncident = () =>
  at.register.record(analyst, ['incident.opened'], async (desk) => {
    const incident = await desk.openIncident({ title: 'Odd sign-ins', severity: 'high', openedBy: analyst });
    return {
      events: [
        {
          type: 'incident.opened',
          stream: { kind: 'incident', id: incident.id },
          subjects: [`incident:${incident.id}`],
          reason: 'seen by hand',
          authority: null,
          detail: {
            number: incident.number,
            title: incident.title,
            severity: 'high',
            reason: 'seen by hand',
          },
        },
      ],
      result: incident,
    };
  });

const requestDisk = (incidentId: string, disk: string) =>
  at.register.record(analyst, ['incident.note-written'], async (desk) => {
    const made = await desk.createAcquisition(acquisitionRequest(incidentId, disk));
    await desk.enqueueStep(made.acquisitionId, 'check-feasibility');
    return { events: [note(incidentId, 'requested')], result: made };
  });

describe('recording', () => {
  it('commits the change, its event and its entry together', async () => {
    const incident = await openIncident();
    const event = await at.db.custodyEvent.findFirstOrThrow({ where: { incidentId: incident.id } });
    const pending = await at.db.ledgerPending.findUniqueOrThrow({ where: { eventId: event.id } });
    const body = readRecordedEvent(event.body);
    const entry = decodeEntry(pending.entry);
    expect(await at.register.look.incident(incident.id)).toMatchObject({
      number: incident.number,
      status: 'open',
    });
    expect(body).toMatchObject({
      id: event.id,
      type: 'incident.opened',
      n: 0,
      actor: analyst,
      reason: 'seen by hand',
    });
    expect(body.occurredAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(entry).toMatchObject({
      id: event.id,
      k: 'incident.opened',
      s: incident.id,
      n: 0n,
      p: null,
      t: body.occurredAt,
    });
    expect(Buffer.from(entry.c)).toEqual(Buffer.from(commitBody(event.salt ?? empty, event.body ?? empty)));
    expect(event.actorLabel).toBe('analyst');
  });

  it('leaves nothing behind when the procedure fails after writing', async () => {
    const before = await at.db.incident.count();
    const events = await at.db.custodyEvent.count();
    await expect(
      at.register.record(analyst, ['incident.opened'], async (desk) => {
        await desk.openIncident({ title: 'never', severity: 'low', openedBy: analyst });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await at.db.incident.count()).toBe(before);
    expect(await at.db.custodyEvent.count()).toBe(events);
  });

  it('refuses an event that the procedure did not declare, and drops its writes', async () => {
    const before = await at.db.incident.count();
    await expect(
      at.register.record(analyst, ['incident.closed'], async (desk) => {
        await desk.openIncident({ title: 'never', severity: 'low', openedBy: analyst });
        return { events: [denied('someone', 'x') as never], result: null };
      }),
    ).rejects.toThrow('access.denied');
    expect(await at.db.incident.count()).toBe(before);
  });

  it('refuses to write without an event', async () => {
    await expect(
      at.register.record(analyst, ['access.denied'], async () => ({ events: [] as never, result: null })),
    ).rejects.toThrow('without an event');
  });

  it('gives exhibit numbers without gaps, also after a rolled back request', async () => {
    const incident = await openIncident();
    const first = await requestDisk(incident.id, 'gap-1');
    await expect(
      at.register.record(analyst, ['incident.note-written'], async (desk) => {
        await desk.createAcquisition(acquisitionRequest(incident.id, 'gap-2'));
        throw new Error('not now');
      }),
    ).rejects.toThrow('not now');
    const second = await requestDisk(incident.id, 'gap-3');
    const number = (exhibit: string) => Number(exhibit.split('-')[2]);
    expect(first.exhibitNumber).toMatch(/^EV-\d{4}-\d{4}$/);
    expect(number(second.exhibitNumber)).toBe(number(first.exhibitNumber) + 1);
  });

  it('keeps one stream contiguous and chained under 16 concurrent writers', async () => {
    const incident = await openIncident();
    await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        at.register.record(analyst, ['incident.note-written', 'access.denied'], async () => ({
          // Two streams in changing order: writers that deadlock are run again.
          events:
            i % 2 === 0
              ? [note(incident.id, `${i}`), denied('p', `${i}`)]
              : [denied('p', `${i}`), note(incident.id, `${i}`)],
          result: null,
        })),
      ),
    );
    const rows = await at.db.custodyEvent.findMany({ where: { stream: incident.id }, orderBy: { n: 'asc' } });
    const pending = await at.db.ledgerPending.findMany({
      where: { stream: incident.id },
      orderBy: { n: 'asc' },
    });
    expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 65 }, (_, n) => BigInt(n)));
    for (const [i, row] of pending.entries()) {
      const before = i === 0 ? null : Buffer.from(pending[i - 1]?.leaf ?? []);
      const { p } = decodeEntry(row.entry);
      expect(p === null ? null : Buffer.from(p)).toEqual(before);
    }
    expect(rows.map((row) => row.occurredAt.getTime())).toEqual(
      rows.map((row) => row.occurredAt.getTime()).toSorted((a, b) => a - b),
    );
  });

  it('names no person in the tree', async () => {
    await at.register.record(analyst, ['access.denied'], async () => ({
      events: [denied(analyst.objectId, 'x')],
      result: null,
    }));
    const rows = await at.db.ledgerPending.findMany();
    const text = rows.map((row) => Buffer.from(row.entry).toString('utf8')).join('\n');
    expect(text).toContain('access.denied');
    expect(text).not.toContain(analyst.objectId);
    expect(text).not.toContain('analyst@');
  });
});

describe('acquisitions', () => {
  it('allows one open acquisition per disk, whoever asks at the same moment', async () => {
    const incident = await openIncident();
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => requestDisk(incident.id, 'contested')));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({
          code: 'conflict',
          message: expect.stringContaining('being acquired'),
        });
  });

  it('lets the disk be acquired again after the first one ended', async () => {
    const incident = await openIncident();
    const first = await requestDisk(incident.id, 'again');
    await at.register.record(worker, ['incident.note-written'], async (desk) => {
      await desk.setAcquisitionState(first.acquisitionId, 'refused', 'no');
      return { events: [note(incident.id, 'refused')], result: null };
    });
    await expect(requestDisk(incident.id, 'again')).resolves.toMatchObject({
      exhibitNumber: expect.stringMatching(/^EV-/),
    });
  });

  it('never changes a finished acquisition', async () => {
    const incident = await openIncident();
    const { acquisitionId } = await requestDisk(incident.id, 'finished');
    const set = (state: 'cancelled' | 'running') =>
      at.register.record(worker, ['incident.note-written'], async (desk) => {
        await desk.setAcquisitionState(acquisitionId, state, null);
        return { events: [note(incident.id, state)], result: null };
      });
    await set('cancelled');
    await expect(set('running')).rejects.toMatchObject({ code: 'conflict' });
    expect(await at.register.claimStep(acquisitionId, 'check-feasibility', 'w')).toBeNull();
  });

  it('puts the job in the queue only if the transaction commits, and once per step', async () => {
    const incident = await openIncident();
    const { acquisitionId } = await requestDisk(incident.id, 'queued');
    await at.register.record(analyst, ['incident.note-written'], async (desk) => {
      await desk.enqueueStep(acquisitionId, 'check-feasibility');
      return { events: [note(incident.id, 'again')], result: null };
    });
    await expect(
      at.register.record(analyst, ['incident.note-written'], async (desk) => {
        await desk.enqueueStep(acquisitionId, 'snapshot-disk');
        throw new Error('not now');
      }),
    ).rejects.toThrow('not now');
    const jobs = await at.asAdmin<{ name: string }>(
      "select name from pgboss.job where data->>'acquisitionId' = $1",
      [acquisitionId],
    );
    expect(jobs.map((job) => job.name)).toEqual(['check-feasibility']);
  });

  it('lets a running job queue its own repeat', async () => {
    const incident = await openIncident();
    const { acquisitionId } = await requestDisk(incident.id, 'repeat');
    let running = false;
    for (let i = 0; i < 40 && !running; i += 1) {
      const [job] = await at.jobs.fetch<{ acquisitionId: string }>('check-feasibility');
      running = job?.data.acquisitionId === acquisitionId;
    }
    expect(running).toBe(true);
    await at.register.record(worker, ['incident.note-written'], async (desk) => {
      await desk.enqueueStep(acquisitionId, 'check-feasibility', 30);
      return { events: [note(incident.id, 'repeat')], result: null };
    });
    const jobs = await at.asAdmin<{ state: string }>(
      "select state from pgboss.job where data->>'acquisitionId' = $1 order by state",
      [acquisitionId],
    );
    expect(jobs.map((job) => job.state).toSorted()).toEqual(['active', 'created']);
  });
});

describe('steps', () => {
  const finish = (incidentId: string, lease: Parameters<TestDatabase['register']['reportProgress']>[0]) =>
    at.register.record(worker, ['incident.note-written'], async (desk) => ({
      events: [note(incidentId, 'finished')],
      result: await desk.finishStep(lease, 'done', null, { kind: 'none' }),
    }));

  it('fences off the worker that lost its step: it can neither report nor finish', async () => {
    const incident = await openIncident();
    const { acquisitionId } = await requestDisk(incident.id, 'fenced');
    const old = await at.register.claimStep(acquisitionId, 'check-feasibility', 'worker-1');
    const taken = await at.register.claimStep(acquisitionId, 'check-feasibility', 'worker-2');
    if (old === null || taken === null) throw new Error('the step was there to take');
    const events = await at.db.custodyEvent.count();
    await expect(at.register.reportProgress(old, { bytesDone: 1n })).rejects.toMatchObject({
      code: 'fenced-off',
    });
    await expect(finish(incident.id, old)).rejects.toMatchObject({ code: 'fenced-off' });
    expect(await at.db.custodyEvent.count()).toBe(events);
    expect(taken).toMatchObject({ attempt: 2, fence: old.fence + 1n });
    expect(await finish(incident.id, taken)).toEqual({ done: new Set(['check-feasibility']), kind: 'disk' });
    expect(await at.register.claimStep(acquisitionId, 'check-feasibility', 'worker-3')).toBeNull();
    await expect(finish(incident.id, taken)).rejects.toMatchObject({ code: 'fenced-off' });
  });

  it('tells a running worker that a person wants to cancel', async () => {
    const incident = await openIncident();
    const { acquisitionId } = await requestDisk(incident.id, 'cancel');
    const lease = await at.register.claimStep(acquisitionId, 'check-feasibility', 'worker-1');
    if (lease === null) throw new Error('the step was there to take');
    expect(await at.register.reportProgress(lease, { bytesDone: 5n, bytesTotal: 10n })).toEqual({
      cancelRequested: false,
    });
    await at.register.record(analyst, ['incident.note-written'], async (desk) => {
      await desk.setAcquisitionState(acquisitionId, 'cancelling', null);
      return { events: [note(incident.id, 'cancel')], result: null };
    });
    expect(await at.register.reportProgress(lease, { message: 'still here' })).toEqual({
      cancelRequested: true,
    });
    const row = await at.db.acquisitionStep.findFirstOrThrow({
      where: { acquisitionId, step: 'check-feasibility' },
    });
    expect(row).toMatchObject({ bytesDone: 5n, bytesTotal: 10n, message: 'still here' });
  });
});
