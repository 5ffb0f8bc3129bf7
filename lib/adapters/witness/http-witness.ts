import { parseCheckpoint } from '../../ledger/checkpoint.ts';
import { cosignatureTime } from '../../ledger/cosignature.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { originHash } from '../../ledger/origin-hash.ts';
import { type NoteSignature, openNote, parseNote, signatureLine } from '../../ledger/signed-note.ts';
import { parseVerifierKey, type VerifierKey } from '../../ledger/verifier-key.ts';
import { formatWitnessRequest } from '../../ledger/witness-request.ts';
import type { Cosigning, Submission, Witness, WitnessView } from '../../ports/witness.ts';
import { boundedExchange, type Exchange } from './bounded-exchange.ts';

type Failure = Extract<Cosigning, { kind: 'refused' | 'unreachable' }>;
type Reply = Cosigning | { readonly kind: 'other-size'; readonly size: bigint };

/**
 * A witness that speaks C2SP tlog-witness. In: its name in the trust policy, its verifier key, the submission prefix,
 * and the milliseconds one exchange may take. Throws LedgerError if the key is no witness's or the prefix no address.
 *
 * A witness keeps what it cosigned before it answers, so a 409 with less than that is no outage: it is given no proof
 * from there on, because a key that forgot may have vouched for two histories. Every other refusal, an answer without
 * a good signature and every status of 5xx says nothing about the log: the witness is failing.
 */
export function httpWitness(options: {
  readonly name: string;
  readonly vkey: string;
  readonly url: string;
  readonly timeoutMs: number;
}): Witness {
  const { name, url, timeoutMs } = options;
  const key = parseVerifierKey(options.vkey);
  if (key.algorithm !== 'cosignature-v1')
    throw new LedgerError(`${options.vkey} is not the key of a witness.`);
  const prefix = prefixOf(url);
  const submit = async (submission: Submission, oldSize: bigint, signal: AbortSignal): Promise<Reply> => {
    const proof = await submission.proof(oldSize);
    const body = formatWitnessRequest({ oldSize, proof, checkpoint: submission.checkpoint });
    const exchange = await boundedExchange(
      new URL('add-checkpoint', prefix),
      { method: 'POST', body },
      timeoutMs,
      signal,
    );
    return readReply(exchange, oldSize, submission.checkpoint, key);
  };
  return {
    name,
    key,
    cosign: async (submission, signal) => {
      const { size } = parseCheckpoint(parseNote(submission.checkpoint).text);
      const first = await submit(submission, submission.oldSize, signal);
      if (first.kind !== 'other-size') return first;
      if (first.size > size) return { kind: 'ahead', size: first.size };
      if (first.size < submission.oldSize) return { kind: 'rolled-back', size: first.size };
      if (first.size === submission.oldSize) return otherRoot(first.size, size);
      // It cosigned more than we remember, its answer was lost: once more, from where it stands.
      const second = await submit(submission, first.size, signal);
      if (second.kind !== 'other-size') return second;
      if (second.size > size) return { kind: 'ahead', size: second.size };
      if (second.size < submission.oldSize) return { kind: 'rolled-back', size: second.size };
      if (second.size === first.size) return otherRoot(second.size, size);
      return refused(409, 'It names another size each time it is asked.');
    },
    latest: async (origin, signal) => {
      const address = new URL(`${originHash(origin)}/checkpoint`, prefix);
      const exchange = await boundedExchange(address, { method: 'GET' }, timeoutMs, signal);
      return readView(exchange, origin, key);
    },
  };
}

function prefixOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new LedgerError(`The witness has no address of the web: ${url}`);
  return url.endsWith('/') ? url : `${url}/`;
}

/** A conflict over the very size that was named: right only where both sizes are equal and the roots are not. */
function otherRoot(named: bigint, size: bigint): Cosigning {
  if (named === size) return { kind: 'contradicted', size };
  return refused(409, 'It answers a conflict over a size that it names itself.');
}

function readReply(exchange: Exchange, oldSize: bigint, checkpoint: string, key: VerifierKey): Reply {
  if (exchange.kind !== 'answered') return failure(exchange);
  const { status, type, body } = exchange;
  switch (status) {
    case 200:
      return findCosignature(body, checkpoint, key);
    case 409: {
      const [, size] = /^(0|[1-9][0-9]{0,19})\n$/.exec(body) ?? [];
      if (type !== 'text/x.tlog.size' || size === undefined) {
        return refused(409, 'It answers a conflict without naming its size.');
      }
      return { kind: 'other-size', size: BigInt(size) };
    }
    case 422:
      return { kind: 'contradicted', size: oldSize };
    default:
      return failureOfStatus(status);
  }
}

/** Only a line that this key signed over this checkpoint is taken; lines of other keys are passed over. */
function findCosignature(body: string, checkpoint: string, key: VerifierKey): Cosigning {
  const { text } = parseNote(checkpoint);
  try {
    const opened = openNote(`${text}\n${body}`, [key]);
    return { kind: 'cosigned', ...ownSignature(opened.signatures, key) };
  } catch (error) {
    if (error instanceof LedgerError) return refused(200, `Its answer is no cosignature: ${error.message}`);
    throw error;
  }
}

function readView(exchange: Exchange, origin: string, key: VerifierKey): WitnessView {
  if (exchange.kind !== 'answered') return failure(exchange);
  const { status, body: note } = exchange;
  if (status === 404) return { kind: 'nothing' };
  if (status !== 200) return failureOfStatus(status);
  try {
    const { text, signatures } = openNote(note, [key]);
    const checkpoint = parseCheckpoint(text);
    if (checkpoint.origin !== origin) return refused(200, 'It shows a checkpoint of another log.');
    const { time } = ownSignature(signatures, key);
    return { kind: 'holds', note, size: checkpoint.size, root: checkpoint.root, time };
  } catch (error) {
    if (error instanceof LedgerError)
      return refused(200, `What it shows is not cosigned by it: ${error.message}`);
    throw error;
  }
}

function ownSignature(signatures: readonly NoteSignature[], key: VerifierKey) {
  const own = signatures.find(
    ({ name, keyId }) => name === key.name && Buffer.compare(keyId, key.keyId) === 0,
  );
  const time = own === undefined ? null : cosignatureTime(own.signature);
  if (own === undefined || time === null) throw new LedgerError('The cosignature states no time.');
  return { line: signatureLine(own.name, own.keyId, own.signature), time };
}

function failureOfStatus(status: number): Failure {
  if (status === 429 || status >= 500)
    return { kind: 'unreachable', words: `It failed with status ${status}.` };
  return refused(status, wordsOfStatus(status));
}

function wordsOfStatus(status: number): string {
  switch (status) {
    case 400:
      return 'It finds the request malformed.';
    case 403:
      return 'It does not accept the signature of this log.';
    case 404:
      return 'It does not look after this log.';
    default:
      return `It answers with status ${status}, which has no meaning here.`;
  }
}

function failure(exchange: Exclude<Exchange, { kind: 'answered' }>): Failure {
  switch (exchange.kind) {
    case 'oversized':
      return refused(exchange.status, 'Its answer is longer than any answer of a witness.');
    case 'not-text':
      return refused(exchange.status, 'Its answer is not text.');
    case 'failed':
      return { kind: 'unreachable', words: exchange.words };
  }
}

function refused(status: number, words: string): Failure {
  return { kind: 'refused', status, words };
}
