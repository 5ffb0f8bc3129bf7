import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compareNote, type LedgerReader } from '../../../components/ledger/in-browser/compare-note.ts';
import { judgeNote } from '../../../components/ledger/in-browser/judge-note.ts';
import { readNote } from '../../../components/ledger/in-browser/note.ts';
import { growsOutOf, rootByInclusion } from '../../../components/ledger/in-browser/tree.ts';
import { type EventProof, verifyEvent } from '../../../components/ledger/in-browser/verify-event.ts';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { checkNote } from '../../../lib/ledger/check-note.ts';
import { commitBody, encodeEntry } from '../../../lib/ledger/ledger-entry.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../lib/ledger/merkle-tree.ts';
import { consistencyProof, inclusionProof, type ReadNode } from '../../../lib/ledger/tree-proof.ts';
import { parseTrustPolicy } from '../../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey, verifierKey } from '../../../lib/ledger/verifier-key.ts';
import { noteOver, policyText, smallLog } from './small-log.ts';

const log = smallLog(70);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const plain = (bytes: Uint8Array) => new Uint8Array(bytes);
const rootAt = (entries: readonly Uint8Array[], size: number) =>
  plain(rootOf(appendLeaves(emptyTree, entries.slice(0, size).map(leafHash))));

function nodesOf(entries: readonly Uint8Array[]): ReadNode {
  const leaves = entries.map(leafHash);
  const { nodes } = appendLeaves(emptyTree, leaves);
  return async (level, n) => {
    const hash =
      level === 0 ? leaves[Number(n)] : nodes.find((node) => node.level === level && node.n === n)?.hash;
    if (hash === undefined) throw new Error(`No node ${level}/${n}.`);
    return hash;
  };
}

describe('the tree as a browser computes it', () => {
  it('leads from every entry to the root of every size, and from no other entry', async () => {
    for (let size = 1; size <= 40; size += 1) {
      const root = rootAt(log, size);
      for (let index = 0; index < size; index += 1) {
        const path = await inclusionProof(BigInt(size), BigInt(index), nodesOf(log.slice(0, size)));
        const leaf = plain(leafHash(log[index] ?? new Uint8Array()));
        const to = (of: bigint, steps = path.map(plain)) => rootByInclusion(leaf, of, BigInt(size), steps);
        expect(await to(BigInt(index))).toEqual(root);
        if (size > 1) expect(await to(BigInt((index + 1) % size))).not.toEqual(root);
        expect(await to(BigInt(index), [...path.map(plain), root])).toBeNull();
      }
    }
  });

  it('tells every older tree from every other, whatever byte of a proof is changed', async () => {
    for (let size = 2; size <= 33; size += 1) {
      for (let old = 1; old < size; old += 1) {
        const path = (await consistencyProof(BigInt(old), BigInt(size), nodesOf(log.slice(0, size)))).map(
          plain,
        );
        const older = { size: BigInt(old), root: rootAt(log, old) };
        const newer = { size: BigInt(size), root: rootAt(log, size) };
        expect(await growsOutOf(older, newer, path)).toBe(true);
        expect(await growsOutOf({ ...older, root: newer.root }, newer, path)).toBe(false);
        for (const [i, hash] of path.entries()) {
          const wrong = path.with(i, plain(hash.with(old % 32, (hash[old % 32] ?? 0) ^ 1)));
          expect(await growsOutOf(older, newer, wrong)).toBe(false);
        }
      }
    }
  });
});

describe('a note as a browser judges it', () => {
  const read = (note: string) => {
    const parsed = readNote(note);
    if (parsed === null) throw new Error('no note');
    return parsed;
  };

  it('is signed when both keys of the log signed it, and says when the witness saw it', async () => {
    const { signed, steps } = await judgeNote(read(noteOver(log, 9)), policyText);
    expect(signed).toBe(true);
    expect(steps.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held', 'held']);
    expect(steps[2]?.words).toContain('2027-01-15 08:00:00Z');
  });

  it.each(['ed25519', 'ecdsa-p256'] as const)('is not signed without the %s signature', async (without) => {
    const judged = await judgeNote(read(noteOver(log, 9, { without })), policyText);
    expect(judged.signed).toBe(false);
  });

  it('stands without a witness, who is then named as not having cosigned', async () => {
    const note = noteOver(log, 9, { without: 'cosignature-v1' });
    const { signed, steps } = await judgeNote(read(note), policyText);
    expect(signed).toBe(true);
    expect(steps[2]).toMatchObject({ outcome: 'unknown', title: 'Witness witness.example/w1' });
  });

  it.each([
    ['quorum w1', true],
    ['quorum none', true],
    ['group g any w1 w2 w3\nquorum g', true],
    ['group g all w1 w2\nquorum g', false],
    ['group g 2 w1 w2 w3\nquorum g', false],
    ['group a any w1 w2\ngroup b any w3\ngroup g 1 a b\nquorum g', true],
    ['group a any w1 w2\ngroup b any w3\ngroup g all a b\nquorum g', false],
  ])('has the quorum of `%s` or not, as every other verifier says', async (lines, expected) => {
    const others = ['w2', 'w3'].map((name) => {
      const publicKey = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
      const key = verifierKey(`witness.example/${name}`, 'cosignature-v1', plain(publicKey.subarray(-32)));
      return `witness ${name} ${encodeVerifierKey(key)}\n`;
    });
    const policy = `${policyText.replace('quorum w1\n', '')}${others.join('')}${lines}\n`;
    const note = noteOver(log, 9);
    const judged = await judgeNote(read(note), policy);
    expect([judged.signed, judged.quorum]).toEqual([true, expected]);
    expect(checkNote(note, parseTrustPolicy(policy))).toMatchObject({ quorum: expected });
    expect(judged.steps.at(-1)).toMatchObject({
      title: 'Quorum of witnesses',
      outcome: expected ? 'held' : 'unknown',
    });
  });

  it('is believed in nothing under a policy that is none, whose wrong line is named', async () => {
    const { signed, quorum, steps } = await judgeNote(read(noteOver(log, 9)), `${policyText}quorum w1\n`);
    expect([signed, quorum]).toEqual([false, false]);
    expect(steps).toMatchObject([{ outcome: 'failed', words: expect.stringContaining('Line 5') }]);
  });

  it('is not signed when any bit of a signature or of its text is another', async () => {
    const note = noteOver(log, 9);
    for (const [i, line] of read(note).lines.entries()) {
      for (let at = 0; at < line.signature.length; at += 1) {
        const signature = plain(line.signature.with(at, (line.signature[at] ?? 0) ^ 1));
        const lines = read(note).lines.with(i, { ...line, signature });
        expect((await judgeNote({ ...read(note), lines }, policyText)).signed).toBe(false);
      }
    }
    expect((await judgeNote({ ...read(note), text: noteOver(log, 10) }, policyText)).signed).toBe(false);
  });

  it('is of no log when the policy does not know it', async () => {
    expect((await judgeNote(read(noteOver(log, 9)), 'quorum none\n')).signed).toBe(false);
  });

  it.each([
    ['without a signature', 'log.example/1\n9\nAAAA\n\n'],
    ['with a leading zero', noteOver(log, 9).replace('\n9\n', '\n09\n')],
    ['with a fourth line', noteOver(log, 9).replace('\n\n', '\nmore\n\n')],
    ['with a short root', 'log.example/1\n9\nAAAA\n\n— log.example/1 AAAAAAAA\n'],
    ['that is prose', 'What is this?'],
  ])('is none %s', (_, text) => {
    expect(readNote(text)).toBeNull();
  });
});

describe('an event verified in a browser', () => {
  const id = '01900000-0000-7000-8000-0000000000ff';
  const [salt, body] = [plain(randomBytes(32)), Buffer.from('{"type":"evidence.sealed"}')];
  const { entry } = encodeEntry({
    id,
    t: '2026-01-01T00:00:00.000000Z',
    k: 'evidence.sealed',
    s: 'stream-9',
    n: 0n,
    p: null,
    c: commitBody(salt, body),
  });
  const entries = [...log.slice(0, 20), entry, ...log.slice(20, 41)];
  const proof = async (): Promise<EventProof> => ({
    index: '20',
    body: base64(body),
    salt: base64(salt),
    entry: base64(entry),
    hashes: (await inclusionProof(42n, 20n, nodesOf(entries))).map(base64),
    size: '42',
    note: noteOver(entries, 42),
  });
  const shown = { id, leaf: Buffer.from(leafHash(entry)).toString('hex') };
  const outcomes = async (changed: Partial<EventProof>, of = shown) =>
    Object.fromEntries(
      (await verifyEvent({ ...(await proof()), ...changed }, policyText, of)).map((step) => [
        step.title,
        step.outcome,
      ]),
    );

  it('holds at every step', async () => {
    expect(new Set(Object.values(await outcomes({})))).toEqual(new Set(['held']));
  });

  it('fails at its record when the record was changed', async () => {
    expect(await outcomes({ body: base64(Buffer.from('{}')) })).toMatchObject({
      Record: 'failed',
      Path: 'held',
    });
  });

  it('fails at its record when the salt was changed', async () => {
    expect(await outcomes({ salt: base64(randomBytes(32)) })).toMatchObject({ Record: 'failed' });
  });

  it('fails at its path when the entry was changed with the record', async () => {
    const other = Buffer.from(Buffer.from(entry).toString('utf8').replace('sealed', 'opened'));
    expect(await outcomes({ entry: base64(other) })).toMatchObject({ Path: 'failed' });
  });

  it('fails at its entry when the proof is that of another event', async () => {
    expect(await outcomes({}, { ...shown, id: id.replace('ff', 'fe') })).toMatchObject({
      Entry: 'failed',
      Path: 'held',
    });
  });

  it('fails at its leaf when the page shows another one', async () => {
    const leaf = '00'.repeat(32);
    expect(await outcomes({}, { ...shown, leaf })).toMatchObject({ Leaf: 'failed', Path: 'held' });
  });

  it('fails at its signature when the note was signed by nobody whom the policy names', async () => {
    const note = (await proof()).note.replace('\n42\n', '\n43\n');
    expect(await outcomes({ note })).toMatchObject({ 'Signature, Ed25519': 'failed' });
  });

  it('is no proof when bytes are no base64', async () => {
    expect(await outcomes({ hashes: ['?'] })).toEqual({ Proof: 'failed' });
  });
});

describe('a note that was kept, held against today’s ledger', () => {
  const reader = (entries: readonly Uint8Array[], size: number): LedgerReader => ({
    note: async () => noteOver(entries, size),
    policy: async () => policyText,
    consistency: async (from, to) =>
      (await consistencyProof(BigInt(from), BigInt(to), nodesOf(entries.slice(0, size)))).map(base64),
  });
  const outcome = async (kept: string, entries = log, size = 50) =>
    (await compareNote(kept, reader(entries, size))).outcome;
  const rewritten = log.with(3, log[4] ?? new Uint8Array());

  it('is continued, and the proof can be kept', async () => {
    const compared = await compareNote(noteOver(log, 13), reader(log, 50));
    expect(compared.outcome).toBe('grew');
    expect(compared.proof).toMatch(/^old 13\n/);
    expect(compared.proof).toContain(noteOver(log, 50).split('\n\n')[0]);
  });

  it.each([
    ['the same', () => noteOver(log, 50), 'same'],
    ['pasted with spaces around it', () => `\n  ${noteOver(log, 13)}  \r\n`, 'grew'],
    ['over more entries than there are', () => noteOver(log, 60), 'set-back'],
    ['of the same size with another root', () => noteOver(rewritten, 50), 'split'],
    ['of a history that was rewritten since', () => noteOver(rewritten, 13), 'rewritten'],
    ['signed by somebody else', () => noteOver(log, 13).replace('\n13\n', '\n14\n'), 'not-signed'],
    ['signed with one key', () => noteOver(log, 13, { without: 'ecdsa-p256' }), 'partly-signed'],
    ['of another log', () => noteOver(log, 13).replaceAll('log.example/1', 'log.example/2'), 'another-log'],
    ['over nothing', () => noteOver(log, 0), 'empty'],
    ['no note', () => 'hello', 'not-a-note'],
  ])('%s', async (_, kept, expected) => {
    expect(await outcome(kept())).toBe(expected);
  });

  it('is not called rewritten when it is today’s note that nobody signed', async () => {
    const forged = { ...reader(log, 50), note: async () => noteOver(log, 50, { without: 'ecdsa-p256' }) };
    expect((await compareNote(noteOver(log, 13), forged)).outcome).toBe('today-not-signed');
  });
});
