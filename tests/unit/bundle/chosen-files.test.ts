import { describe, expect, it } from 'vitest';
import { chosenBundle } from '../../../lib/bundle/page/chosen-files.ts';

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
  });

  it('are refused where two of them would stand in one place', async () => {
    const two = [placed('a/events/0/entry.json'), placed('b/events/0/entry.json')];
    await expect(chosenBundle(two)).rejects.toThrow('two files events/0/entry.json');
  });
});
