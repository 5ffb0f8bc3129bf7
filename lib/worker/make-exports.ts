import { createHash } from 'node:crypto';
import { CustodyError, isRetryable } from '../custody/custody-error.ts';
import { type EventQuery, readEventQuery } from '../custody/event-query.ts';
import { mostExportedEvents } from '../custody/export-format.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import type { ClaimedExport, MadeExport } from '../ports/export-desk.ts';
import { recordMade, recordNotMade } from '../procedures/export/end-export.ts';
import { eventFile, type FilePart } from '../queries/search-events-file.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { every } from './every.ts';

const mostAttempts = 3n; // for failures that nobody foresaw, the death of the worker among them
const keptMs = 86_400_000; // a day
const unasked =
  'What was asked for is on record no more: its request was erased or changed. Ask for it again.';
const givenUp = `${mostAttempts} attempts came to no end. Narrow the search, or have the worker’s log looked at.`;

type House = Pick<Runtime, 'db' | 'logger'> & {
  readonly context: Pick<Runtime['context'], 'register' | 'worker'>;
};

/** Makes the files of events that people asked for, and lets go of those whose day is over, until the worker stops. */
export function makeExports(house: House, stopping: AbortSignal): Promise<void> {
  const { register } = house.context;
  return every(2_000, 'the exports of events', house.logger, stopping, async (signal) => {
    while (!signal.aborted && (await makeExport(house)));
    await register.dropExportParts();
  });
}

/**
 * Makes one file, if one waits. A worker that follows a dead one begins anew; after three that came to no end it is given
 * up. Out: whether there was one. Rejects for what may end better in another attempt, which begins when this one's claim
 * is over.
 */
export async function makeExport({ db, context, logger }: House): Promise<boolean> {
  const lease = await context.register.claimExport();
  if (lease === null) return await endUnasked(context);
  if (lease.fence > mostAttempts) {
    logger.warn({ export: lease.id }, 'export given up');
    await recordNotMade(context, lease, givenUp);
    return true;
  }
  try {
    const parts = eventFile({ actor: lease.requester, db }, queryOf(lease), lease.format, lease.ledgerSize);
    await recordMade(context, lease, await kept(context, lease, parts));
  } catch (error) {
    const isForeseen = error instanceof CustodyError;
    if (isForeseen ? error.code === 'fenced-off' || isRetryable(error.code) : lease.fence < mostAttempts)
      throw error;
    logger.warn({ err: error, export: lease.id }, 'export not made');
    await recordNotMade(context, lease, isForeseen ? error.message : 'Its cause is in the worker’s log.');
  }
  return true;
}

/** What can no more be said to have been asked for ends in words, and does not wait for its request forever. */
async function endUnasked(context: House['context']): Promise<boolean> {
  const lease = await context.register.claimUnaskedExport();
  if (lease === null) return false;
  await recordNotMade(context, lease, unasked, null);
  return true;
}

function queryOf({ query }: ClaimedExport): EventQuery {
  const read = readEventQuery(query);
  if (!read.ok) throw new CustodyError('invalid-input', read.problem);
  return read.query;
}

/** Keeps the file part by part, and says what came of it. A file is whole or it is none. */
async function kept(
  { register }: House['context'],
  lease: ClaimedExport,
  parts: AsyncIterable<FilePart>,
): Promise<MadeExport> {
  const digest = createHash('sha256');
  const incidents = new Set<string>();
  const lacks: string[] = [];
  let [position, events, bytes] = [0, 0, 0n];
  for await (const part of parts) {
    events += part.events;
    if (events > mostExportedEvents) throw tooMany();
    const text = Buffer.from(part.text);
    digest.update(text);
    bytes += BigInt(text.length);
    for (const id of part.incidentIds) incidents.add(id);
    lacks.push(...lackWords(part));
    await register.keepExportPart(lease, position, text);
    position += 1;
  }
  const sha256 = digest.digest('hex');
  const expiresAt = new Date(Date.now() + keptMs).toISOString();
  const manifest = manifestOf(lease, { events, bytes, sha256 }, lacks);
  return { events, bytes, sha256, manifest, expiresAt, incidentIds: [...incidents] };
}

/** What somebody who has the file alone must know of it. */
function manifestOf(
  lease: ClaimedExport,
  file: Pick<MadeExport, 'events' | 'bytes' | 'sha256'>,
  lacks: readonly string[],
): string {
  const { id, query, format, ledgerSize, requestedAt, requester, seesPeople } = lease;
  const coverage = [
    `Of the first ${ledgerSize} entries of the ledger, which is all that was recorded before the export was asked for.`,
    'Events that answer to the search and that the requester might see, newest first, each of them once.',
    'Restricted incidents of which the requester was no member are left out.',
    ...(seesPeople ? [] : ['What others did outside of any incident is left out.']),
    ...lacks,
  ];
  const manifest = {
    ...{ holdfast: 'event-export/2', exportId: id, query, format, requestedAt },
    ledgerSize: ledgerSize.toString(),
    requester: { objectId: requester.objectId, account: requester.userPrincipalName },
    coverage,
    file: { events: file.events, bytes: file.bytes.toString(), sha256: file.sha256 },
  };
  return new TextDecoder().decode(canonicalJson(manifest));
}

function lackWords({ misfiled: { events, isMore } }: FilePart): readonly string[] {
  const named = events.map(
    ({ stream, n, type, at }) =>
      `May not be in it, although its record answers to the search: ${type} of ${at}, event ${n} of the chain ${stream}, which the database files elsewhere. It was changed past Holdfast.`,
  );
  return isMore
    ? [...named, 'The database was changed past Holdfast in more places than are named here.']
    : named;
}

function tooMany(): CustodyError {
  return new CustodyError(
    'not-feasible',
    `More than ${mostExportedEvents} events answer to this search. Narrow it, for example with “created:”.`,
  );
}
