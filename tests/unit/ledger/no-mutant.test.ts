import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { checkNote, isFinding } from '../../../lib/ledger/check-note.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import { appendLeaves, emptyTree } from '../../../lib/ledger/merkle-tree.ts';
import { formatTlogProof, parseTlogProof } from '../../../lib/ledger/tlog-proof.ts';
import { consistencyProof, inclusionProof } from '../../../lib/ledger/tree-proof.ts';
import { verifyConsistency, verifyInclusion } from '../../../lib/ledger/verify-proof.ts';
import { formatWitnessRequest, parseWitnessRequest } from '../../../lib/ledger/witness-request.ts';
import { storedNodes } from './naive-tree.ts';
import { noteOver, smallLog, trust } from './small-log.ts';

const size = 7;
const index = 4;
const oldSize = 3;
const entries = smallLog(size);
const leaves = entries.map(leafHash);
const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
const note = noteOver(entries, size);
const older = noteOver(entries, oldSize);
const leaf = leaves[index] ?? new Uint8Array();
const before = believed(older);

/** A signed note as every verifier here takes it: all keys of the log and the quorum of witnesses. */
function believed(text: string) {
  const judged = checkNote(text, trust);
  return !isFinding(judged) && judged.quorum ? judged.checkpoint : null;
}

function provesEntry(text: string): boolean {
  const proof = orNull(() => parseTlogProof(text));
  const checkpoint = proof === null ? null : believed(proof.checkpoint);
  if (proof === null || checkpoint === null || proof.index !== BigInt(index)) return false;
  return verifyInclusion({
    leaf,
    index: proof.index,
    size: checkpoint.size,
    proof: proof.hashes,
    root: checkpoint.root,
  });
}

function provesGrowth(text: string): boolean {
  const request = orNull(() => parseWitnessRequest(text));
  const after = request === null ? null : believed(request.checkpoint);
  if (request === null || before === null || after === null || request.oldSize !== before.size) return false;
  const sizes = { oldSize: before.size, newSize: after.size };
  return verifyConsistency({ ...sizes, oldRoot: before.root, newRoot: after.root, proof: request.proof });
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof LedgerError) return null;
    throw cause;
  }
}

/** Every byte with bits turned (parity, letter case, beyond ASCII, and one more), every byte gone, every byte twice, every line gone, twice or swapped with the next. */
function* mutants(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of new Set([0, 5, 7, at % 8])) {
      const turned = Buffer.from(bytes);
      turned.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
      yield turned.toString('utf8');
    }
    yield Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]).toString('utf8');
    yield Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)]).toString('utf8');
  }
  const lines = text.split('\n');
  for (let at = 0; at < lines.length - 1; at += 1) {
    const [one = '', next = ''] = [lines[at], lines[at + 1]];
    yield [...lines.slice(0, at), ...lines.slice(at + 1)].join('\n');
    yield [...lines.slice(0, at), one, one, ...lines.slice(at + 1)].join('\n');
    yield [...lines.slice(0, at), next, one, ...lines.slice(at + 2)].join('\n');
  }
}

/** Signature lines may stand in any order and be repeated: that changes nothing of what was signed. */
function saysTheSame(mutant: string, original: string): boolean {
  const [text, block = ''] = splitNote(original);
  const [other, otherBlock = ''] = splitNote(mutant);
  const lines = (of: string) => [...new Set(of.trimEnd().split('\n'))].sort().join('\n');
  return (
    text === other &&
    mutant.endsWith('\n') &&
    lines(block) === lines(otherBlock) &&
    !otherBlock.includes('\n\n')
  );
}

function splitNote(note: string): [string, string] {
  const at = note.lastIndexOf('\n\n');
  return [note.slice(0, at), note.slice(at + 2)];
}

async function proofText(): Promise<string> {
  const hashes = await inclusionProof(BigInt(size), BigInt(index), readNode);
  return formatTlogProof({ index: BigInt(index), hashes, checkpoint: note, extra: null });
}

async function requestText(): Promise<string> {
  const proof = await consistencyProof(BigInt(oldSize), BigInt(size), readNode);
  return formatWitnessRequest({ oldSize: BigInt(oldSize), proof, checkpoint: note });
}

describe('no mutant is accepted of', () => {
  it.each([
    ['a signed checkpoint', async () => note, (text: string) => believed(text) !== null],
    ['an inclusion proof', proofText, provesEntry],
    ['a consistency proof', requestText, provesGrowth],
  ] as const)(
    '%s',
    async (_, make, accepts) => {
      const original = await make();
      expect(accepts(original)).toBe(true);
      let tried = 0;
      for (const mutant of mutants(original)) {
        if (mutant === original || saysTheSame(mutant, original)) continue;
        tried += 1;
        if (accepts(mutant)) expect.fail(`accepted:\n${mutant}`);
      }
      expect(tried).toBeGreaterThan(2_000);
    },
    60_000,
  );
});
