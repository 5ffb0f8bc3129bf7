import { describe, expect, it } from 'vitest';
import type { BlobRequest } from '../../../lib/reconcile/blob-request.ts';
import { judgeBlobRequest } from '../../../lib/reconcile/judge-blob-request.ts';
import { identity, knowledge } from './knowledge.ts';

const quiet = '2026-11-22T15:00:00.000Z';
const atWork = '2026-11-22T10:30:00.000Z';
const request = (change: Partial<BlobRequest>): BlobRequest => ({
  at: quiet,
  requestId: 'r-1',
  clientRequestId: null,
  operation: 'GetBlob',
  container: 'inc-1',
  blob: 'EV-2026-0001/attempt-1/disk.vhd',
  status: 200,
  requester: identity.locker,
  callerAddress: '10.1.2.3',
  link: null,
  ...change,
});
const link = (change: Partial<BlobRequest> & { scid?: string | null; bound?: string | null } = {}) => {
  const { scid = 'grant-1', bound = 'investigator', ...rest } = change;
  return request({
    at: '2026-11-22T13:30:00.000Z',
    requester: identity.linkSigner,
    link: { correlationId: scid, boundTo: bound },
    ...rest,
  });
};

const table: readonly (readonly [string, BlobRequest, string])[] = [
  [
    'a deletion while a hold is being set',
    request({ operation: 'DeleteBlob', at: '2026-11-22T18:05:00.000Z' }),
    'unexplained-access',
  ],
  [
    'a container made for a hold before any evidence',
    request({ operation: 'CreateContainer', blob: null, at: '2026-11-22T18:05:00.000Z' }),
    'work',
  ],

  ['a stranger’s read', request({ requester: 'stranger' }), 'unexplained-access'],
  [
    'a stranger’s read while the product works on it',
    request({ requester: 'stranger', at: atWork }),
    'unexplained-access',
  ],
  [
    'a stranger’s look at the list',
    request({ requester: 'stranger', operation: 'ListBlobs', blob: null }),
    'unexplained-access',
  ],
  [
    'a stranger’s read in the product’s own container',
    request({ requester: 'stranger', container: 'holdfast-data-keys', blob: 'a' }),
    'unexplained-access',
  ],
  [
    'a stranger’s key to sign links with',
    request({ requester: 'stranger', operation: 'GetUserDelegationKey', container: null, blob: null }),
    'unexplained-access',
  ],
  ['a read without a name', request({ requester: null }), 'unexplained-access'],
  ['a stranger whom Azure refused', request({ requester: 'stranger', status: 403 }), 'refused'],
  ['the product’s own, refused', request({ status: 403 }), 'refused'],
  ['the product asks for what is not there', request({ status: 404 }), 'look'],
  ['a request that the ledger names by its id', request({ requestId: 'KNOWN-BLOB-CALL' }), 'call'],
  [
    'a request that the ledger names by the id we chose',
    request({ clientRequestId: 'known-blob-call' }),
    'call',
  ],
  ['a read-back while the acquisition goes on', request({ at: atWork }), 'work'],
  ['a read of the acquisition that is not over yet', request({ at: quiet }), 'unexplained-access'],
  ['a brokered read', request({ at: '2026-11-22T12:15:00.000Z' }), 'read'],
  [
    'a brokered read of which the clocks differ by seconds',
    request({ at: '2026-11-22T12:30:20.000Z' }),
    'read',
  ],
  [
    'a read long after the brokered one ended',
    request({ at: '2026-11-22T12:32:00.000Z' }),
    'unexplained-access',
  ],
  [
    'a brokered read of another blob',
    request({ at: '2026-11-22T12:15:00.000Z', blob: 'EV-2026-0002/attempt-1/disk.vhd' }),
    'unexplained-access',
  ],
  ['the block digests of a copy', request({ blob: 'EV-2026-0001/attempt-1/disk.blocks.sha256' }), 'look'],
  [
    'the block digests of a copy, by a stranger',
    request({ requester: 'stranger', blob: 'EV-2026-0001/attempt-1/disk.blocks.sha256' }),
    'unexplained-access',
  ],
  ['the recurring look at a sealed copy', request({ operation: 'GetBlobProperties' }), 'look'],
  ['a write by the locker outside any work', request({ operation: 'PutBlob' }), 'unexplained-access'],
  ['a write by the locker at work', request({ operation: 'CopyBlob', at: atWork }), 'work'],
  [
    'a container made by the locker at work',
    request({ operation: 'CreateContainer', blob: null, at: atWork }),
    'work',
  ],
  [
    'an operation that nobody knows, outside any work',
    request({ operation: 'NewThing' }),
    'unexplained-access',
  ],
  [
    'a read by another identity of the product',
    request({ requester: identity.acquirer, at: atWork }),
    'unexplained-access',
  ],
  [
    'a page in staging',
    request({ operation: 'PutPage', container: 'holdfast-staging', blob: 'x' }),
    'own-store',
  ],
  [
    'a data key of the sequencer',
    request({ requester: identity.sequencer, container: 'holdfast-data-keys', blob: 'x' }),
    'own-store',
  ],
  [
    'a data key read by the locker',
    request({ container: 'holdfast-data-keys', blob: 'x' }),
    'unexplained-access',
  ],
  [
    'a key of the link signer',
    request({
      requester: identity.linkSigner,
      operation: 'GetUserDelegationKey',
      container: null,
      blob: null,
    }),
    'own-store',
  ],
  [
    'a key of another identity',
    request({ requester: identity.acquirer, operation: 'GetUserDelegationKey', container: null, blob: null }),
    'unexplained-access',
  ],
  [
    'a stranger who sends an id of the product’s',
    request({ requester: 'stranger', clientRequestId: 'known-blob-call' }),
    'unexplained-access',
  ],
  [
    'an id of the product’s at another time',
    request({ clientRequestId: 'known-blob-call', at: '2026-11-22T15:30:00.000Z' }),
    'unexplained-access',
  ],
  [
    'a deletion that two people decided',
    request({ operation: 'DeleteBlob', at: '2026-11-22T17:05:00.000Z' }),
    'work',
  ],
  ['a deletion that nobody decided', request({ operation: 'DeleteBlob' }), 'unexplained-access'],
  [
    'a read during what two people decided',
    request({ at: '2026-11-22T17:05:00.000Z' }),
    'unexplained-access',
  ],
  ['a granted link', link(), 'grant'],
  ['a granted link on another item', link({ blob: 'EV-2026-0002/attempt-1/disk.vhd' }), 'unexplained-access'],
  ['a link of no grant', link({ scid: 'grant-9' }), 'unexplained-access'],
  ['a link that names nothing', link({ scid: null }), 'unexplained-access'],
  ['a link of no grant that Azure refused', link({ scid: 'grant-9', status: 403 }), 'refused'],
  ['a granted link after its end', link({ at: '2026-11-22T14:00:30.000Z' }), 'grant-outside-window'],
  ['a granted link before its beginning', link({ at: '2026-11-22T12:59:00.000Z' }), 'grant-outside-window'],
  [
    'a granted link after its end, refused',
    link({ at: '2026-11-22T14:00:30.000Z', status: 403 }),
    'grant-outside-window',
  ],
  ['a granted link from elsewhere', link({ callerAddress: '203.0.113.7' }), 'grant-outside-address'],
  ['a granted link from nowhere', link({ callerAddress: null }), 'grant-outside-address'],
  ['a granted link bound to somebody else', link({ bound: 'colleague' }), 'unexplained-access'],
  ['a granted link bound to nobody', link({ bound: null }), 'unexplained-access'],
  [
    'a stranger’s read whose address names somebody’s grant',
    link({ requester: 'stranger' }),
    'unexplained-access',
  ],
  ['a granted link that Azure refused', link({ status: 404 }), 'refused'],
];

describe('a record of the locker’s log', () => {
  it.each(table)('%s', (_, record, expected) => {
    const judged = judgeBlobRequest(record, knowledge());
    const said =
      judged.kind === 'finding'
        ? judged.finding.kind
        : judged.kind === 'explained'
          ? judged.how
          : judged.kind;
    expect(said).toBe(expected);
  });

  it('stands on its item, or on the incident of its container', () => {
    const stranger = { requester: 'stranger' };
    expect(judgeBlobRequest(request(stranger), knowledge())).toMatchObject({
      item: { evidenceId: 'item-1' },
      incidentId: 'incident-1',
    });
    expect(judgeBlobRequest(request({ ...stranger, blob: null }), knowledge())).toMatchObject({
      item: null,
      incidentId: 'incident-1',
    });
  });

  it('says of a refused use of a grant that Azure refused it', () => {
    const judged = judgeBlobRequest(link({ at: '2026-11-22T14:10:00.000Z', status: 403 }), knowledge());
    expect(judged).toMatchObject({ finding: { words: expect.stringContaining('Azure refused it.') } });
  });
});
