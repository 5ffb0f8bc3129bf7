import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AnchorParts } from '../fsck/ledger-parts.ts';
import { type EpochStatement, lossWords, statementPath } from '../ledger/epoch-statement.ts';
import { attackWords } from '../ledger/finding.ts';
import { intoDatabase, type PutBack } from '../recover/into-database.ts';
import { intoFolder } from '../recover/into-folder.ts';
import { type EpochDecision, type EpochTurn, openEpoch } from '../recover/open-epoch.ts';
import { type RecoveryReport, type RecoverySink, recoverLedger } from '../recover/recover-ledger.ts';
import { env } from '../runtime/env.ts';
import { epochTurn } from '../runtime/epoch-turn.ts';
import { recoverableParts, recoveryDatabase } from '../runtime/ledger-parts.ts';
import { runtime } from '../runtime/runtime.ts';
import { besideWorker } from './beside-worker.ts';
import { parseOptions } from './parse-options.ts';
import { progressLine } from './progress-line.ts';
import { UsageError } from './usage-error.ts';

/**
 * `holdfast recover`: rebuilds the ledger from its anchors, into a folder or into a database that lacks entries.
 * Out: 0 if everything that was signed for came back, else 1.
 */
export async function recover(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, {
    'from-anchors': { type: 'boolean', default: false },
    'into-database': { type: 'boolean', default: false },
    'new-epoch': { type: 'boolean', default: false },
    why: { type: 'string' },
    'stated-by': { type: 'string' },
    'agreed-by': { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const { out, json } = options;
  if (!options['from-anchors']) throw new UsageError('Say where from: --from-anchors.');
  const ways = [out !== undefined, options['into-database'], options['new-epoch']].filter((one) => one);
  if (ways.length !== 1)
    throw new UsageError('Say where to: --out <folder>, --into-database or --new-epoch.');
  const decision = options['new-epoch'] ? decisionOf(options) : null;
  return await besideWorker('recover', args, async () => {
    if (decision !== null) return await newEpoch(decision, json);
    const done = out === undefined ? await putBack() : { ...(await toFolder(resolve(out))), put: null };
    process.stdout.write(json ? `${asJson(done)}\n` : inWords(done, done.put));
    const { findings, unreadable, todo } = done;
    return findings.length + unreadable.length + todo.length === 0 ? 0 : 1;
  });
}

async function toFolder(folder: string): Promise<RecoveryReport> {
  const sink = await intoFolder(folder);
  try {
    const parts = await recoverableParts(env(), new AbortController().signal);
    const report = await fromAnchors(sink, parts);
    await writeFile(join(folder, 'report.json'), `${asJson(report)}\n`, { flag: 'wx', mode: 0o600 });
    return report;
  } finally {
    await sink.close();
  }
}

/** Two people answer for it. The shell does not know them: the statement says what it was told. */
function decisionOf(told: {
  readonly why?: string | undefined;
  readonly 'stated-by'?: string | undefined;
  readonly 'agreed-by'?: string | undefined;
}): EpochDecision {
  const [why, statedBy, agreedBy] = [told.why, told['stated-by'], told['agreed-by']].map((one) =>
    one?.trim(),
  );
  if (!why || !statedBy || !agreedBy)
    throw new UsageError('A new epoch is stated: --why <text> --stated-by <person> --agreed-by <person>.');
  if (statedBy.toLowerCase() === agreedBy.toLowerCase())
    throw new UsageError('Two different people answer for a new epoch.');
  return { why, statedBy, agreedBy, at: new Date().toISOString() };
}

/** Puts back what can be had, and goes on under another name with what is left. */
async function newEpoch(decision: EpochDecision, json: boolean): Promise<number> {
  await putBack();
  const house = await runtime();
  const { database, close } = await recoveryDatabase(env());
  try {
    const turn = await epochTurn(env(), database, house.context.register);
    const statement = await openEpoch(turn, decision, new AbortController().signal);
    process.stdout.write(json ? `${asJson(statement)}\n` : openedWords(statement, turn));
    return 0;
  } finally {
    await close();
    await house.close();
  }
}

function openedWords(statement: EpochStatement, { ending, next }: EpochTurn): string {
  return [
    ...lossWords(statement, ending.origin),
    `The ledger goes on as ${next.origin}, with the ${statement.carried} entries that were left as its beginning.`,
    `The signed statement lies at ${next.store.place}/${statementPath}, and in the record of the opening.`,
    'Hand the new log lines of the trust policy to every verifier and witness: they hold copies of their own.',
    '',
  ].join('\n');
}

async function putBack(): Promise<RecoveryReport & { readonly put: PutBack }> {
  const parts = await recoverableParts(env(), new AbortController().signal);
  const { database, close } = await recoveryDatabase(env(), parts.origin);
  try {
    const sink = await intoDatabase(database);
    try {
      return { ...(await fromAnchors(sink, parts)), put: sink.put };
    } finally {
      await sink.rollback();
    }
  } finally {
    await close();
  }
}

async function fromAnchors(sink: RecoverySink, parts: AnchorParts): Promise<RecoveryReport> {
  const line = progressLine(process.stderr);
  try {
    return await recoverLedger(parts, sink, line.show, new AbortController().signal);
  } finally {
    line.clear();
  }
}

function asJson(report: object): string {
  return JSON.stringify(report, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2);
}

function inWords(report: RecoveryReport, put: PutBack | null): string {
  const { findings, entries, readable, unreadable, erased, todo } = report;
  return [
    ...findings.map(({ attack, where, words }) => `${attackWords[attack]}: ${where}. ${words}`),
    `${entries} entries recovered and proven, ${readable} of them with their events.`,
    ...(put === null ? [] : [`Put back into the database: ${put.entries} entries, ${put.events} events.`]),
    ...unreadable.map(({ index, id, why }) => `Entry ${index} (event ${id}) has no readable event: ${why}`),
    ...erased.map(
      ({ index, id, decision }) => `Entry ${index} (event ${id}) was erased by decision: ${decision}`,
    ),
    ...todo,
    'Not rebuilt: the incidents, evidence items and acquisitions that pages show beside the record. Restore these ' +
      'from a backup of the database; the record tells what they must say.',
    '',
  ].join('\n');
}
