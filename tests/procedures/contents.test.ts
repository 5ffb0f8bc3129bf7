import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContentPage } from '../../lib/custody/disk-structure.ts';
import type { RecordedEvent } from '../../lib/custody/recorded-event.ts';
import { recordedWords } from '../../lib/custody/recorded-words.ts';
import { makeLink } from '../../lib/procedures/access/make-link.ts';
import { readContent } from '../../lib/procedures/access/read-content.ts';
import { viewContent } from '../../lib/procedures/access/view-content.ts';
import { getItemAccess } from '../../lib/queries/get-item-access.ts';
import { type GrantUseHouse, startGrantUseHouse } from '../support/grant-use-house.ts';
import { basicData, writeGpt } from '../support/make-partitions.ts';
import { sparsePayload } from '../support/make-vhd.ts';

const mib = 1 << 20;
const ip = '10.1.2.3';

let house: GrantUseHouse;
beforeAll(async () => {
  const payload = sparsePayload(6 * mib, [[2 * mib, 60_000]]);
  payload.write('NTFS    ', mib + 3, 'latin1');
  const table = [{ type: basicData, first: 2048, last: 4095, name: 'Windows' }];
  house = await startGrantUseHouse(writeGpt(payload, table));
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
  it('shows nothing, and freezes the item for everybody', async () => {
    await house.cloud.admin('POST', '/faults', {
      ...{ operation: 'Blob_Get', fault: { kind: 'delay', ms: 1 }, times: 1 }, // the manifest
    });
    await house.cloud.admin('POST', '/faults', {
      ...{ operation: 'Blob_Get', fault: { kind: 'corrupt', atByte: 1_000 }, times: 1 },
    });
    await expect(see('responder', 5 * mib)).rejects.toThrow(
      /Block 1 of the stored copy is not what was sealed/,
    );
    expect((await house.facts('access.content-read')).at(-1)?.detail).toMatchObject({
      ...{ result: 'mismatch', bytes: '0', seen: [] },
    });
    expect((await house.facts('evidence.frozen')).at(-1)?.detail).toMatchObject({ block: { index: 1 } });
    await expect(see('analyst', 0)).rejects.toMatchObject({ code: 'conflict' });
  });
});

async function see(account: string, offset: number, structure = false, from = ip): Promise<ContentPage> {
  const actor = { ...house.person(account), ip: from };
  const input = { evidenceId: house.item.id, offset: String(offset), structure };
  return await viewContent.run(house.context, actor, input);
}

function shownBytes({ rows }: ContentPage): Buffer {
  return Buffer.from(rows.map(({ hex }) => hex.replaceAll(' ', '')).join(''), 'hex');
}
