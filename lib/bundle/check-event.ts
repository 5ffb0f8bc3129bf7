import { sameBytes } from '../ledger/bytes.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import type { JudgedNote } from '../ledger/check-note.ts';
import { commitBody, type LedgerEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import { verifyInclusion } from '../ledger/verify-proof.ts';
import type { ReadEvent } from './bundle-event.ts';
import type { Checklist } from './checklist.ts';
import { jsonObject } from './json-object.ts';

/** Whether the entry is in the tree of its signed checkpoint, at the place its folder names. */
export function checkInclusion(event: ReadEvent, judged: JudgedNote | null, checklist: Checklist): void {
  const { index, proof, proofText, entry, leaf } = event;
  if (proof === null || judged === null) return; // found already
  const where = `entry ${index}`;
  const evidence = [new TextDecoder().decode(entry), proofText];
  if (proof.index !== index) {
    checklist.find('reordered', where, `Its proof is for entry ${proof.index}.`, evidence);
    return;
  }
  const { size, root } = judged.checkpoint;
  if (verifyInclusion({ leaf, index, size, proof: proof.hashes, root })) return;
  const words = `The entry with leaf ${encodeBase64(leaf)} is not number ${index} of the ${size} that were signed.`;
  checklist.find('edited', where, words, evidence);
}

/** Whether the body is the one that the entry commits to and speaks of the same event. A withheld body is no fault. */
export function checkBody({ index, entry, fields, body, salt }: ReadEvent, checklist: Checklist): void {
  if (fields === null || (body === null && salt === null)) return;
  const where = `entry ${index}`;
  if (body === null || salt?.length !== 32) {
    const words = 'Its body can only be checked with both body.json and the 32 bytes of salt.bin.';
    checklist.find('damage', where, words);
    return;
  }
  if (!sameBytes(commitBody(salt, body), fields.c)) {
    const proof = [new TextDecoder().decode(entry), new TextDecoder().decode(body), encodeBase64(salt)];
    checklist.find('edited', where, 'Its body or salt is not the one that the entry commits to.', proof);
    return;
  }
  const problem = bodyProblem(body, fields);
  if (problem !== null) checklist.find('damage', where, problem, [new TextDecoder().decode(body)]);
}

function bodyProblem(bytes: Uint8Array, { id, k, n, t }: LedgerEntry): string | null {
  const body = canonicalObject(bytes);
  if (body === null) return 'Its body is not canonical JSON.';
  const isSame = body.id === id && body.type === k && body.n === Number(n) && body.recordedAt === t;
  return isSame ? null : 'Its body names another event, kind, number or time than its entry.';
}

function canonicalObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  const value = jsonObject(bytes);
  try {
    return value !== null && sameBytes(canonicalJson(value), bytes) ? value : null;
  } catch (cause) {
    if (cause instanceof LedgerError) return null;
    throw cause;
  }
}
