import { LedgerError } from '../ledger/ledger-error.ts';
import { objectId } from './object-id.ts';
import { type Bytes, derTag } from './read-der.ts';
import { writeDer, writeInteger, writeObjectId } from './write-der.ts';

/**
 * A question to a time-stamp authority, in DER, which asks for the authority's certificate too.
 * In: the SHA-256 (32 bytes) of what is to be stamped; a fresh random nonce; a policy, or none for the authority's own.
 * Source: RFC 3161 §2.4.1.
 */
export function timestampRequest(question: {
  readonly sha256: Uint8Array;
  readonly nonce: bigint;
  readonly policy?: string;
}): Bytes {
  if (question.sha256.length !== 32) throw new LedgerError('A SHA-256 digest has 32 bytes.');
  if (question.nonce < 0n) throw new LedgerError('A nonce is not negative.');
  const { policy } = question;
  return writeDer(
    derTag.sequence,
    writeInteger(1n),
    messageImprint(question.sha256),
    ...(policy === undefined ? [] : [writeObjectId(policy)]),
    writeInteger(question.nonce),
    writeDer(derTag.boolean, new Uint8Array([0xff])), // certReq
  );
}

function messageImprint(sha256: Uint8Array): Bytes {
  const algorithm = writeDer(derTag.sequence, writeObjectId(objectId.sha256), writeDer(derTag.null));
  return writeDer(derTag.sequence, algorithm, writeDer(derTag.octetString, sha256));
}
