import type { Client } from 'pg';
import { checkNote, isFinding } from '../ledger/check-note.ts';
import { type Checkpoint, parseCheckpoint } from '../ledger/checkpoint.ts';
import { type EpochStatement, lossWords, openStatement, statementPath } from '../ledger/epoch-statement.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { epochOf } from '../ledger/log-epoch.ts';
import { parseNote } from '../ledger/signed-note.ts';
import type { AnchorStore } from '../ports/anchor-store.ts';
import { isRootAt } from '../worker/log-rows.ts';
import { newestAnchoredSize } from './anchored-copy.ts';
import type { Findings } from './findings.ts';
import type { EarlierEpoch, LedgerParts } from './ledger-parts.ts';
import { systemEvent } from './system-event.ts';

/** The sizes that one epoch signed, as far as they are borne out: above the last of the epoch before, up to its own. */
export interface EpochSpan {
  readonly origin: string;
  readonly store: AnchorStore;
  readonly above: bigint;
  readonly upTo: bigint | null; // null: it goes on
}

/** The epochs of a log in order, the present one last, and what was lost between them, in words. */
export interface Epochs {
  readonly spans: readonly EpochSpan[];
  readonly remarks: readonly string[];
}

/**
 * Holds the end of every earlier epoch against the statement with which the next one began: both epochs' keys signed
 * it, the tree begins with what it says was left, the log records it, and nobody holds more of the old epoch than it
 * owns up to. What was lost is no finding any more, but is told each time.
 */
export async function checkEpochs(
  parts: LedgerParts,
  findings: Findings,
  signal: AbortSignal,
): Promise<Epochs> {
  const spans: EpochSpan[] = [];
  const remarks: string[] = [];
  let above = 0n;
  const epochs = [...(parts.earlier ?? []), { origin: parts.origin, store: parts.store }];
  for (const [i, epoch] of epochs.entries()) {
    const next = epochs[i + 1];
    const ended = next === undefined ? null : await endOf(parts, epoch, next, findings, signal);
    if (next !== undefined && ended === null) return { spans: [], remarks }; // found already; no size can be told
    spans.push({ ...epoch, above, upTo: ended?.last.size ?? null });
    if (ended === null) continue;
    above = ended.last.size;
    remarks.push(...wordsOf(epoch, ended.statement));
    await checkEnd(parts, epoch, ended, findings, signal);
  }
  for (const span of spans) await checkNames(parts.client, span, findings);
  return { spans, remarks };
}

interface EpochEnd {
  readonly statement: EpochStatement;
  readonly note: string;
  readonly last: Checkpoint;
}

/** The statement with which the next epoch began. Out: null and a finding if there is none to be believed. */
async function endOf(
  { trust }: LedgerParts,
  epoch: EarlierEpoch,
  next: EarlierEpoch,
  findings: Findings,
  signal: AbortSignal,
): Promise<EpochEnd | null> {
  const where = `the beginning of ${next.origin}`;
  const bytes = await next.store.get(statementPath, signal);
  if (bytes === null) {
    findings.add('anchor-removed', where, 'The anchors lack the statement with which it began.');
    return null;
  }
  const note = Buffer.from(bytes).toString('utf8');
  try {
    const statement = openStatement(note, trust);
    const last = parseCheckpoint(parseNote(statement.lastCheckpoint).text);
    if (statement.origin === next.origin && last.origin === epoch.origin) return { statement, note, last };
    findings.add('damage', where, `The statement is about ${last.origin} and ${statement.origin}.`, [note]);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    findings.add('damage', where, `The statement cannot be believed: ${error.message}`, [note]);
  }
  return null;
}

async function checkEnd(
  parts: LedgerParts,
  epoch: EarlierEpoch,
  { statement, note, last }: EpochEnd,
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const where = `the end of ${epoch.origin}`;
  const judged = checkNote(statement.lastCheckpoint, parts.trust);
  if (isFinding(judged)) findings.add(judged.attack, where, judged.words, [note]);
  if (!(await isRootAt(parts.client, last))) {
    const words = `The tree does not begin with the ${last.size} entries that the statement says were left.`;
    findings.add('edited', where, words, [note]);
  }
  if (!(await isRecorded(parts.client, note))) {
    findings.add('deleted', where, 'The log does not record the statement with which it goes on.', [note]);
  }
  const owned = statement.lost.reduce((most, { size }) => max(most, BigInt(size)), last.size);
  const anchored = await newestAnchoredSize(epoch.store, signal);
  if (anchored > owned) findings.add('truncated', where, hidden('The anchors hold', anchored, owned), [note]);
  for (const witness of parts.witnesses) {
    const view = await witness.latest(epoch.origin, signal);
    if (view.kind !== 'holds' || view.size <= owned) continue;
    const words = hidden(`The witness ${witness.name} cosigned`, view.size, owned);
    findings.add('truncated', where, words, [view.note, note]);
  }
}

async function isRecorded(client: Client, note: string): Promise<boolean> {
  const id = await systemEvent(client, 'ledger.opened', ({ statement }) => statement === note);
  const { rowCount } = await client.query('select from ledger_entry where event_id = $1', [id]);
  return (rowCount ?? 0) > 0;
}

/** Every checkpoint bears the name of the epoch in whose span its size lies: trees of two names are never mixed. */
async function checkNames(
  client: Client,
  { origin, above, upTo }: EpochSpan,
  findings: Findings,
): Promise<void> {
  const { rows } = await client.query<{ size: string; note: string }>(
    `select size, note from ledger_checkpoint
     where size > $1 and ($2::bigint is null or size <= $2) and not starts_with(note, $3) order by size limit 21`,
    [above, upTo, `${origin}\n`],
  );
  for (const { size, note } of rows) {
    const words = `It bears another name than ${origin}, the epoch that signed such sizes.`;
    findings.add('verifier-state-forged', `checkpoint ${size}`, words, [note]);
  }
}

function wordsOf({ origin }: EarlierEpoch, statement: EpochStatement): readonly string[] {
  const { why, statedBy, agreedBy, at } = statement;
  return [
    ...lossWords(statement, origin),
    `So epoch ${epochOf(statement.origin)} began: “${why}” Stated by ${statedBy}, agreed by ${agreedBy}, ${at}.`,
  ];
}

function hidden(who: string, size: bigint, owned: bigint): string {
  return `${who} ${size} entries of it, and the statement owns up to ${owned}.`;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
