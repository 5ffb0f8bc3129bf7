import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { attackWords } from '../ledger/finding.ts';
import { intoDatabase, type PutBack } from '../recover/into-database.ts';
import { intoFolder } from '../recover/into-folder.ts';
import { type RecoveryReport, recoverLedger } from '../recover/recover-ledger.ts';
import { env } from '../runtime/env.ts';
import { anchorParts, recoveryDatabase } from '../runtime/ledger-parts.ts';
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
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const { out, json } = options;
  if (!options['from-anchors']) throw new UsageError('Say where from: --from-anchors.');
  if ((out === undefined) !== options['into-database'])
    throw new UsageError('Say where to: --out <folder> or --into-database.');
  return await besideWorker('recover', args, async () => {
    const done = out === undefined ? await putBack() : { ...(await toFolder(resolve(out))), put: null };
    process.stdout.write(json ? `${asJson(done)}\n` : inWords(done, done.put));
    const { findings, unreadable, todo } = done;
    return findings.length + unreadable.length + todo.length === 0 ? 0 : 1;
  });
}

async function toFolder(folder: string): Promise<RecoveryReport> {
  const sink = await intoFolder(folder);
  try {
    const report = await fromAnchors(sink);
    await writeFile(join(folder, 'report.json'), `${asJson(report)}\n`, { flag: 'wx', mode: 0o600 });
    return report;
  } finally {
    await sink.close();
  }
}

async function putBack(): Promise<RecoveryReport & { readonly put: PutBack }> {
  const { database, close } = await recoveryDatabase(env());
  try {
    const sink = await intoDatabase(database);
    try {
      return { ...(await fromAnchors(sink)), put: sink.put };
    } finally {
      await sink.rollback();
    }
  } finally {
    await close();
  }
}

async function fromAnchors(sink: Parameters<typeof recoverLedger>[1]): Promise<RecoveryReport> {
  const line = progressLine(process.stderr);
  try {
    return await recoverLedger(await anchorParts(env()), sink, line.show, new AbortController().signal);
  } finally {
    line.clear();
  }
}

function asJson(report: object): string {
  return JSON.stringify(report, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2);
}

function inWords(report: RecoveryReport, put: PutBack | null): string {
  const { findings, entries, readable, unreadable, todo } = report;
  return [
    ...findings.map(({ attack, where, words }) => `${attackWords[attack]}: ${where}. ${words}`),
    `${entries} entries recovered and proven, ${readable} of them with their events.`,
    ...(put === null ? [] : [`Put back into the database: ${put.entries} entries, ${put.events} events.`]),
    ...unreadable.map(({ index, id, why }) => `Entry ${index} (event ${id}) has no readable event: ${why}`),
    ...todo,
    'Not rebuilt: the incidents, evidence items and acquisitions that pages show beside the record. Restore these ' +
      'from a backup of the database; the record tells what they must say.',
    '',
  ].join('\n');
}
