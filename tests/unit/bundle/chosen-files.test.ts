import { describe, expect, it } from 'vitest';
import { chosenBundle } from '../../../lib/bundle/page/chosen-files.ts';
import { makeZip } from '../../support/make-zip.ts';
import { zipOf } from '../../support/zip-of.ts';

const placed = (path: string, text = path) => ({
  path,
  file: new File([text], path.split('/').at(-1) ?? ''),
});

describe('the files that somebody chose in a browser', () => {
  it('are those of the bag, and no file beside it stands in the place of one of them', async () => {
    const chosen = [
      placed('sent/bag/bagit.txt'),
      placed('sent/bag/data/evidence/EV.vhd', 'swapped'),
      placed('sent/other/data/evidence/EV.vhd', 'as it was'),
    ];
    const files = await chosenBundle(chosen);
    expect([...files.paths]).toEqual(['bagit.txt', 'data/evidence/EV.vhd']);
    expect(Buffer.from(await files.read('data/evidence/EV.vhd')).toString()).toBe('swapped');
    expect(files.archive?.remarks).toEqual([
      'Only the bag "sent/bag" was looked at. 1 of the files that were chosen lie beside it, and are no part of it: "sent/other/data/evidence/EV.vhd".',
    ]);
    expect((await chosenBundle(chosen.slice(0, 2))).archive?.remarks).toEqual([]);
  });

  it('are those of a .zip as it was downloaded; one that was packed again is for them to unpack', async () => {
    const zip = await zipOf(new Map([['bagit.txt', Buffer.from('declared')]]));
    const chosen = (bytes: Buffer) => [{ path: 'b.zip', file: new File([new Uint8Array(bytes)], 'b.zip') }];
    const files = await chosenBundle(chosen(zip));
    expect(Buffer.from(await files.read('bagit.txt')).toString()).toBe('declared');
    const again = chosenBundle(chosen(makeZip([{ path: 'bagit.txt' }])));
    await expect(again).rejects.toThrow('unpack it and choose its folder');
  });

  it('are no report: a PDF is told from a bundle that does not hold, and what checks it is named', async () => {
    const report = chosenBundle([placed('EV-2026-0005-custody-report.PDF')]);
    await expect(report).rejects.toThrow('This page does not check a PDF. A custody report is checked by');
  });

  it('are refused where two of them would stand in one place', async () => {
    const two = [placed('a/events/0/entry.json'), placed('b/events/0/entry.json')];
    await expect(chosenBundle(two)).rejects.toThrow('two files events/0/entry.json');
  });
});
