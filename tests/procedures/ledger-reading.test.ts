import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GET as checkpoint } from '../../app/api/ledger/checkpoint/route.ts';
import { GET as tlogProof } from '../../app/api/ledger/entries/[index]/tlog-proof/route.ts';
import { GET as consistency } from '../../app/api/ledger/proof/consistency/route.ts';
import { GET as inclusion } from '../../app/api/ledger/proof/inclusion/route.ts';
import { GET as tile } from '../../app/api/ledger/tile/[...path]/route.ts';
import { GET as trustPolicy } from '../../app/api/ledger/trust-policy/route.ts';
import { leafHash } from '../../lib/hashing/merkle-hash.ts';
import { type Checkpoint, openCheckpoint } from '../../lib/ledger/checkpoint.ts';
import { decodeBundle } from '../../lib/ledger/entry-bundle.ts';
import { decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { rootOfNodes } from '../../lib/ledger/root-of-nodes.ts';
import { parseNote, signatureLine } from '../../lib/ledger/signed-note.ts';
import { nodesFromTiles } from '../../lib/ledger/tile.ts';
import { tilePath } from '../../lib/ledger/tile-path.ts';
import { parseTlogProof } from '../../lib/ledger/tlog-proof.ts';
import { parseVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { verifyConsistency, verifyInclusion } from '../../lib/ledger/verify-proof.ts';
import type { Settings } from '../../lib/runtime/env.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { nextHeaders } from '../support/next-request.ts';
import { cookieOf, ownPage, personOf, publicUrl, testRuntime } from '../support/portal.ts';
import { recordDenials } from '../support/record-denials.ts';

vi.mock('server-only', () => ({}));
vi.mock('next/headers', () => nextHeaders);

let at: TestDatabase;
let ledger: TestLedger;
let cookie: string;
const early: Checkpoint[] = [];

beforeAll(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  openTo('signed-in');
  cookie = await cookieOf(at, personOf('auditor'));
  await record(4);
  await ledger.sign();
  early.push(await head());
  await record(260);
  await ledger.sign();
}, 60_000);
afterAll(async () => await at.close());

function openTo(readers: Settings['HOLDFAST_LEDGER_READERS']): void {
  const wired = testRuntime(at);
  const settings = { ...wired.settings, HOLDFAST_LEDGER_READERS: readers };
  Object.assign(globalThis, { holdfastRuntime: Promise.resolve({ ...wired, settings }) });
}

const record = (count: number) => recordDenials({ at }, count);

function request(path: string, signedIn = true): NextRequest {
  const headers = signedIn ? { cookie, ...ownPage } : {};
  return new NextRequest(new URL(path, publicUrl), { headers });
}

const tileAt = (path: string, signedIn = true) =>
  tile(request(`/api/ledger/${path}`, signedIn), {
    params: Promise.resolve({ path: path.split('/').slice(1) }),
  });
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const note = async () => await (await checkpoint(request('/api/ledger/checkpoint', false))).text();
const head = async () => openCheckpoint(await note(), ledger.keys.map(parseVerifierKey));

describe('whoever may read the ledger', () => {
  it('computes the signed root from the tiles alone', async () => {
    const { size, root } = await head();
    const nodes = nodesFromTiles(size, async (place) => await bytesOf(await tileAt(tilePath(place))));
    expect(size).toBeGreaterThan(256n);
    expect(Buffer.from(await rootOfNodes(size, nodes))).toEqual(Buffer.from(root));
  });

  it('computes every leaf of a tile from its bundle of entries', async () => {
    const entries = decodeBundle(await bytesOf(await tileAt('tile/entries/000')), 256);
    const leaves = Buffer.concat(entries.map(leafHash));
    expect(Buffer.from(await bytesOf(await tileAt('tile/0/000')))).toEqual(leaves);
    expect(entries.map((entry) => decodeEntry(entry).k)).toContain('access.denied');
  });

  it('finds nobody’s name in a bundle of entries', async () => {
    const text = Buffer.from(await bytesOf(await tileAt('tile/entries/000'))).toString('utf8');
    for (const word of [analyst.displayName, analyst.userPrincipalName, analyst.objectId, 'person-1'])
      expect(text).not.toContain(word);
  });

  it('may keep a tile for ever, but only for itself', async () => {
    const { headers } = await tileAt('tile/0/000');
    expect(headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('application/octet-stream');
  });

  it('gets the partial tiles of every size that was signed', async () => {
    const { size } = await head();
    expect((await tileAt(`tile/0/001.p/${size - 256n}`)).status).toBe(200);
    expect((await tileAt('tile/1/000.p/1')).status).toBe(200);
    expect((await tileAt(`tile/entries/000.p/${early[0]?.size}`)).status).toBe(200);
  });

  it.each([
    ['a partial tile of a size that was never signed', 'tile/0/000.p/3'],
    ['a tile that is not full yet', 'tile/0/001'],
    ['a level that the log has not reached', 'tile/2/000'],
    ['a tile beyond any number', 'tile/63/x999/x999/999'],
    ['another spelling of a path', 'tile/00/000'],
    ['a way out of the ledger', 'tile/../../etc'],
    ['the bodies', 'tile/bodies/000'],
  ])('does not find %s', async (_, path) => {
    const answer = await tileAt(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  it('does not find an entry that no checkpoint covers yet', async () => {
    const before = (await head()).size;
    await record(1);
    await ledger.integrate();
    const index = `${before}`;
    const answer = await tlogProof(request(`/api/ledger/entries/${index}/tlog-proof`), {
      params: Promise.resolve({ index }),
    });
    expect(answer.status).toBe(404);
    expect((await tileAt(`tile/0/001.p/${before - 255n}`)).status).toBe(404);
  });

  it('proves inclusion of every tenth entry in a size that was signed', async () => {
    const { size, root } = await head();
    for (let index = 0n; index < size; index += 10n) {
      const answer = await (
        await inclusion(request(`/api/ledger/proof/inclusion?index=${index}&size=${size}`))
      ).json();
      const proof = answer.hashes.map((hash: string) => Buffer.from(hash, 'base64'));
      const leaf = Buffer.from(answer.leaf, 'base64');
      expect(verifyInclusion({ leaf, index, size, root, proof })).toBe(true);
      expect(verifyInclusion({ leaf, index: index + 1n, size, root, proof })).toBe(false);
    }
  });

  it('proves that today’s log begins with the one of an earlier note', async () => {
    const [older, newer] = [early[0], await head()];
    if (older === undefined) throw new Error('no earlier checkpoint');
    const answer = await (
      await consistency(request(`/api/ledger/proof/consistency?from=${older.size}&to=${newer.size}`))
    ).json();
    const claim = {
      oldSize: older.size,
      oldRoot: older.root,
      newSize: newer.size,
      newRoot: newer.root,
      proof: answer.hashes.map((hash: string) => Buffer.from(hash, 'base64')),
    };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, oldRoot: leafHash(new Uint8Array()) })).toBe(false);
    expect(Buffer.from(older.root).toString('base64')).toBe(answer.fromRoot);
  });

  it.each([
    ['inclusion?index=1&size=1', 400],
    ['inclusion?index=01&size=9', 400],
    ['inclusion?index=-1&size=9', 400],
    ['inclusion?index=1', 400],
    ['inclusion?index=1&size=99999', 404],
    ['consistency?from=9&to=3', 400],
    ['consistency?from=1&to=99999', 404],
  ])('is refused the proof %s', async (query, status) => {
    const ask = query.startsWith('inclusion') ? inclusion : consistency;
    expect((await ask(request(`/api/ledger/proof/${query}`))).status).toBe(status);
  });

  it('downloads a proof that stands by itself', async () => {
    const answer = await tlogProof(request('/api/ledger/entries/3/tlog-proof'), {
      params: Promise.resolve({ index: '3' }),
    });
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="entry-3.tlog-proof"');
    const proof = parseTlogProof(await answer.text());
    const { size, root } = openCheckpoint(proof.checkpoint, ledger.keys.map(parseVerifierKey));
    const leaf = leafHash(proof.extra ?? new Uint8Array());
    expect(verifyInclusion({ leaf, index: proof.index, size, root, proof: proof.hashes })).toBe(true);
  });

  it('is told that the ledger is damaged where a proof or a tile lacks rows', async () => {
    await ledger.attack('ledger_node', 'delete from ledger_node where level = 1 and n = 0');
    const { size } = await head();
    const refused = await inclusion(request(`/api/ledger/proof/inclusion?index=2&size=${size}`));
    expect(refused.status).toBe(409);
    expect((await refused.json()).error.message).toContain('damaged');
    await ledger.attack('ledger_node', 'delete from ledger_node where level = 8');
    expect((await tileAt('tile/1/000.p/1')).status).toBe(409);
  });

  it('compares the trust policy of the portal with its own', async () => {
    expect(await (await trustPolicy(request('/api/ledger/trust-policy'))).text()).toBe('quorum none\n');
  });
});

describe('the newest checkpoint', () => {
  it('carries the lines of the witnesses, and nothing that is no such line', async () => {
    const { size } = await head();
    const line = `${signatureLine('witness.example', new Uint8Array(4), new Uint8Array(72))}\n`;
    for (const [name, receipt] of [
      ['w1', line],
      ['w2', 'no line at all'],
    ] as const)
      await at.as(
        'sequencer',
        `insert into ledger_anchor (size, kind, name, receipt) values ($1, 'witness', $2, $3)`,
        [size, name, Buffer.from(receipt, 'utf8')],
      );
    expect((await note()).endsWith(line)).toBe(true);
    expect(parseNote(await note()).signatures).toHaveLength(2);
    expect((await head()).size).toBe(size);
  });

  it('is not sent again to who has it, until a witness adds a line', async () => {
    const first = await checkpoint(request('/api/ledger/checkpoint', false));
    const etag = first.headers.get('etag') ?? '';
    const ask = async () =>
      (
        await checkpoint(
          new NextRequest(new URL('/api/ledger/checkpoint', publicUrl), {
            headers: { 'if-none-match': etag },
          }),
        )
      ).status;
    expect(await ask()).toBe(304);
    const line = `${signatureLine('other.example', new Uint8Array(4), new Uint8Array(72))}\n`;
    await at.as(
      'sequencer',
      `insert into ledger_anchor (size, kind, name, receipt) values ($1, 'witness', 'w3', $2)`,
      [(await head()).size, Buffer.from(line, 'utf8')],
    );
    expect(await ask()).toBe(200);
  });
});

describe('tiles and proofs', () => {
  it('are for signed-in people unless the setting opens them to the network', async () => {
    expect((await tileAt('tile/0/000', false)).status).toBe(401);
    openTo('network');
    const open = await tileAt('tile/0/000', false);
    openTo('signed-in');
    expect(open.status).toBe(200);
    expect(open.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });
});
