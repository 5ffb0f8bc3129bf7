import { createHash } from 'node:crypto';
import { craftedBag } from './crafted-bag.ts';
import { craftedEvents } from './crafted-bundle.ts';
import { zipOf } from './zip-of.ts';

/** What their log calls the item. */
export const theirs = 'EV-2025-0007';

/**
 * A bundle of one sealed item with its bytes, as another Holdfast hands it out; `swapped`: with other bytes, `number`: what
 * it is called there, `sealed`: what it says is its SHA-256.
 */
export async function foreignBundle({ swapped = false, number = theirs, sealed = '' } = {}): Promise<Buffer> {
  const evidence = Buffer.from('the disk of another case, byte by byte\n');
  const sha256 = sealed === '' ? createHash('sha256').update(evidence).digest('hex') : sealed;
  const digests = { sha256, manifestRoot: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' };
  const told = [
    { k: 'acquisition.requested', detail: { exhibitNumber: number } },
    {},
    {},
    { k: 'evidence.sealed', detail: { digests } },
  ];
  const events = craftedEvents(4, (i) => (i === 1 || i === 2 ? { k: 'access.viewed' } : (told[i] ?? {})));
  const bytes = swapped ? Buffer.from('the disk of another case, BYTE by byte\n') : evidence;
  return await zipOf(await craftedBag(events, new Map([[`evidence/${theirs}.vhd`, bytes]])));
}
