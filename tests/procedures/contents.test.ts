import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { ContentPage } from '../../lib/custody/disk-structure.ts';
import { type RecordedEvent, readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { recordedWords } from '../../lib/custody/recorded-words.ts';
import { endLinks } from '../../lib/procedures/access/end-links.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { readContent } from '../../lib/procedures/access/read-content.ts';
import { viewContent } from '../../lib/procedures/access/view-content.ts';
import { verifyCopy } from '../../lib/procedures/evidence/verify-copy.ts';
import { confirmProposal } from '../../lib/procedures/proposal/confirm-proposal.ts';
import { getItemAccess } from '../../lib/queries/get-item-access.ts';
import { getItemVerifications } from '../../lib/queries/get-item-verifications.ts';
import { type ContentHouse, mib, openContentHouse, thawReason } from '../support/content-house.ts';

const ip = '10.1.2.3';
let house: ContentHouse;

beforeAll(async () => {
  house = await openContentHouse();
});

afterAll(() => house.close());

describe('a grant to see', () => {
  it('shows one page of bytes and what the image says of itself, and both are in the record', async () => {
    const { grantId } = await house.granted('responder', 'see-contents', '10.0.0.0/8');
    const page = await see('responder', 2 * mib, true);
    expect(shownBytes(page)).toEqual(house.disk.subarray(2 * mib, 2 * mib + 4096));
    expect(page.structure).toMatchObject({
      table: 'gpt',
      partitions: [{ name: 'Windows', fileSystem: 'NTFS', start: String(mib) }],
      problems: [],
    });
    const [opened] = (await house.facts('access.content-opened')).slice(-1);
    const [read] = (await house.facts('access.content-read')).slice(-1);
    const range = { start: String(2 * mib), end: String(2 * mib + 4096) };
    expect(opened?.detail).toMatchObject({ grantId, ...range, seen: true });
    expect(read?.detail).toMatchObject({ readId: opened?.detail.readId, ...range, result: 'complete' });
    expect(read?.detail.seen).toEqual(
      expect.arrayContaining([
        range,
        { start: '0', end: '512' },
        { start: String(mib), end: expect.any(String) },
      ]),
    );
    expect(recordedWords(read as unknown as RecordedEvent)).toMatchObject({
      title: 'Content seen',
      sentence: expect.stringMatching(
        /4 KiB shown, bytes 2097152 to 2101248; and what the image says of itself/,
      ),
    });
  });

  it('shows the last bytes, less than a page, and nothing behind them', async () => {
    const last = house.disk.length - 100;
    expect(shownBytes(await see('responder', last))).toEqual(house.disk.subarray(last));
    await expect(see('responder', house.disk.length)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('says nothing of the structure of what is no disk', async () => {
    const kind = (name: string) =>
      house.database.asAdmin('update evidence_item set kind = $2 where id = $1', [house.item.id, name]);
    await kind('device-file');
    try {
      expect((await see('responder', 0, true)).structure).toBeNull();
    } finally {
      await kind('disk');
    }
    const [read] = (await house.facts('access.content-read')).slice(-1);
    expect(read?.detail.seen).toEqual([{ start: '0', end: '4096' }]);
  });

  it('is over once, also when nobody heard that its end was recorded', async () => {
    const before = (await house.facts('access.content-read')).length;
    const { register } = house.context;
    let lost = false;
    const record: typeof register.record = async (actor, types, fn) => {
      const result = await register.record(actor, types, fn);
      if (lost || !types.includes('access.content-read' as never)) return result;
      lost = true;
      throw new CustodyError('storage-unavailable', 'The connection was lost.');
    };
    const deaf = { ...house.context, register: { ...register, record } };
    const input = { evidenceId: house.item.id, offset: '0', structure: false };
    const actor = { ...house.person('responder'), ip };
    await expect(viewContent.run(deaf, actor, input)).rejects.toThrow(/connection was lost/);
    const ends = (await house.facts('access.content-read')).slice(before);
    expect(ends.map(({ detail }) => detail.result)).toEqual(['complete']);
  });

  it('gives no file and no link', async () => {
    const actor = { ...house.person('responder'), ip };
    const evidenceId = house.item.id;
    const file = readContent.run(house.context, actor, { evidenceId, range: null, ifRange: null });
    await expect(file).rejects.toMatchObject({ code: 'forbidden' });
    const link = makeLink.run(house.context, actor, { evidenceId, hours: 1 });
    await expect(link).rejects.toMatchObject({ code: 'forbidden' });
    const viewer = { actor, db: house.database.db };
    expect((await getItemAccess(viewer, evidenceId)).may).toMatchObject({ see: true, download: false });
  });

  it('is needed, from its own addresses; a grant to download shows too, one for a disk does not', async () => {
    await expect(see('responder', 0, false, '192.0.2.1')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(see('analyst', 0)).rejects.toMatchObject({ code: 'forbidden' });
    await house.granted('analyst', 'disk', '10.0.0.0/8');
    await expect(see('analyst', 0)).rejects.toMatchObject({ code: 'forbidden' });
    await house.granted('analyst', 'download', '10.0.0.0/8');
    expect(shownBytes(await see('analyst', 0))).toEqual(house.disk.subarray(0, 4096));
  });
});

describe('a block that is not what was sealed', () => {
  it('shows nothing, freezes the item for everybody, ends its links, and names disks made of it', async () => {
    const actor = { ...house.person('analyst'), ip };
    await makeLink.run(house.context, actor, { evidenceId: house.item.id, hours: 1 });
    await house.diskOf('W1', 'attached');
    await house.diskOf('W2', 'removed');
    await house.spoilNextRead(1); // after the manifest
    await expect(see('responder', 5 * mib)).rejects.toThrow(
      /Block 1 of the stored copy is not what was sealed/,
    );
    expect((await house.facts('access.content-read')).at(-1)?.detail).toMatchObject({
      ...{ result: 'mismatch', bytes: '0', seen: [] },
    });
    expect((await house.facts('evidence.frozen')).at(-1)?.detail).toMatchObject({
      ...{ block: { index: 1 }, workingCopies: [`${house.item.exhibitNumber}-W1`] },
    });
    await expect(see('analyst', 0)).rejects.toMatchObject({ code: 'conflict' });
    const [ending] = await house.facts('access.links-revoking');
    expect(ending?.detail.linkIds).toHaveLength(1);
    expect(await endLinks(house.context, AbortSignal.timeout(30_000))).toBe(true);
    expect(await house.facts('access.links-revoked')).toHaveLength(1);
  });
});

describe('a frozen item', () => {
  it('is not thawed without a whole read since, nor after one that found a difference', async () => {
    await expect(house.propose('lead-1')).rejects.toThrow(/not read whole since it was frozen/);
    await house.spoilNextRead(2); // after the manifest and the first block
    expect(await house.verified('auditor')).toMatchObject({ outcome: 'differs', digests: null });
    expect(await house.facts('evidence.frozen')).toHaveLength(1); // it was frozen already
    await expect(house.propose('lead-1')).rejects.toThrow(
      /found that its stored copy is not what was sealed/,
    );
    const viewer = { actor: house.person('lead-1'), db: house.database.db };
    expect(await getItemVerifications(viewer, house.item.id)).toMatchObject({
      verifications: [{ outcome: 'differs', askedBy: 'Auditor' }],
      thaw: { why: expect.stringMatching(/not what was sealed/), mayPropose: true },
    });
  });

  it('is read whole once at a time, and a store that does not answer is asked again', async () => {
    await house.start('analyst');
    await expect(house.start('lead-1')).rejects.toThrow(/waits or runs already/);
    const silent = { ...house.context, locker: { ...house.context.locker, open: noAnswer } };
    expect(await verifyCopy(silent, AbortSignal.timeout(30_000))).toBe(true);
    expect(await verifyCopy(house.context, AbortSignal.timeout(30_000))).toBe(false); // not yet
    await house.database.asAdmin('update copy_verification set next_try_at = now() where outcome is null');
    expect(await verifyCopy(house.context, AbortSignal.timeout(30_000))).toBe(true);
    await house.signedFor();
    const sha256 = createHash('sha256').update(house.disk).digest('hex');
    expect((await house.facts('evidence.verified')).at(-1)?.detail).toMatchObject({
      ...{ outcome: 'as-sealed', sealedSha256: sha256, digests: { sha256 } },
    });
  });

  it('is read by the product itself meanwhile, which explains what Azure logs of it', async () => {
    const { container } = await house.database.db.evidenceItem.findUniqueOrThrow({
      where: { id: house.item.id },
    });
    const { reads } = await house.database.register.knownFacts({
      ...{ from: new Date(), containers: [container], snapshotNames: [], disks: [], grants: [] },
    });
    const rows = await house.database.db.custodyEvent.findMany({
      where: { type: { in: ['evidence.verification-started', 'evidence.verified'] } },
      orderBy: { n: 'asc' },
    });
    const [begun, ended] = rows.slice(-2).map((row) => readRecordedEvent(row.body));
    expect(reads).toContainEqual({
      ...{ eventId: begun?.id, evidenceId: house.item.id, from: begun?.occurredAt, to: ended?.occurredAt },
    });
  });

  it('is thawed by two people, one a controller, and then opens again; its alarm is closed with the reason', async () => {
    const proposal = await house.propose('lead-1');
    const seenBy = async (account: string) => {
      const viewer = { actor: house.person(account), db: house.database.db };
      return (await getItemVerifications(viewer, house.item.id)).thaw?.proposal;
    };
    await house.database.asAdmin('insert into incident_member values ($1, $2)', [
      house.item.incidentId,
      house.person('investigator').objectId,
    ]);
    expect(await seenBy('auditor')).toEqual({ id: proposal.id, number: proposal.number });
    expect(await seenBy('investigator')).toEqual({ id: null, number: proposal.number }); // opens no proposal
    const confirm = (account: string) =>
      confirmProposal.run(house.context, house.person(account), { proposalId: proposal.id, comment: null });
    await expect(confirm('lead-1')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(confirm('lead-2')).rejects.toMatchObject({ code: 'conflict' }); // nobody is a controller
    await expect(see('responder', 0)).rejects.toMatchObject({ code: 'conflict' });
    await confirm('controller-1');
    expect((await house.facts('evidence.thawed')).at(-1)?.detail).toMatchObject({
      ...{ proposal: proposal.number, exhibitNumber: house.item.exhibitNumber },
    });
    expect(shownBytes(await see('responder', 5 * mib))).toEqual(house.disk.subarray(5 * mib, 5 * mib + 4096));
    const key = `frozen:${house.item.id}`;
    expect(await house.database.db.alarm.findMany({ where: { key } })).toMatchObject([
      { closedName: 'Controller 1', closedNote: expect.stringContaining(thawReason) },
    ]);
    await expect(house.propose('lead-1')).rejects.toThrow(/It is not frozen/);
  });

  it('is frozen again by a full read, and by a look, that finds a copy of another size', async () => {
    const shorter = { ...house.context, locker: { ...house.context.locker, open: house.oneByteLess } };
    await house.start('lead-1');
    await verifyCopy(shorter, AbortSignal.timeout(30_000));
    await house.signedFor();
    const size = { sealed: String(house.disk.length), found: String(house.disk.length - 1) };
    expect((await house.facts('evidence.verified')).at(-1)?.detail).toMatchObject({ outcome: 'differs' });
    const [, frozen, ...others] = await house.facts('evidence.frozen');
    expect([frozen?.detail, others]).toMatchObject([{ size }, []]);
    expect(recordedWords(frozen as unknown as RecordedEvent).sentence).toContain(
      `The stored copy has ${size.found} bytes instead of ${size.sealed}`,
    );
    await expect(see('responder', 0)).rejects.toMatchObject({ code: 'conflict' });
    await thawed();
    const actor = { ...house.person('responder'), ip };
    const look = { evidenceId: house.item.id, offset: '0', structure: false };
    await expect(viewContent.run(shorter, actor, look)).rejects.toThrow(/has \d+ bytes; \d+ were sealed/);
    expect((await house.facts('access.content-read')).at(-1)?.detail).toMatchObject({ result: 'mismatch' });
    expect((await house.facts('evidence.frozen')).at(-1)?.detail).toMatchObject({ size });
    await thawed();
  });

  it('is frozen again by a full read that finds a difference', async () => {
    await house.spoilNextRead(1);
    expect(await house.verified('lead-1')).toMatchObject({
      outcome: 'differs',
      problem: expect.stringMatching(/Block 0/),
    });
    expect(await house.facts('evidence.frozen')).toHaveLength(4);
    await expect(see('responder', 0)).rejects.toMatchObject({ code: 'conflict' });
    await expect(house.propose('lead-1')).rejects.toThrow(/not read whole since it was frozen/);
  });
});

/** Read whole as it was sealed, and let go by two. */
async function thawed(): Promise<void> {
  expect(await house.verified('auditor')).toMatchObject({ outcome: 'as-sealed' });
  const { id: proposalId } = await house.propose('lead-1');
  await confirmProposal.run(house.context, house.person('controller-1'), { proposalId, comment: null });
}

function noAnswer(): never {
  throw new CustodyError('cloud-unavailable', 'The store does not answer.');
}

async function see(account: string, offset: number, structure = false, from = ip): Promise<ContentPage> {
  const actor = { ...house.person(account), ip: from };
  const input = { evidenceId: house.item.id, offset: String(offset), structure };
  return await viewContent.run(house.context, actor, input);
}

function shownBytes({ rows }: ContentPage): Buffer {
  return Buffer.from(rows.map(({ hex }) => hex.replaceAll(' ', '')).join(''), 'hex');
}
