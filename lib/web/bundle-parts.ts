import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BagPart, smallFile } from '../bundle/bag/bag-file.ts';
import { scopeFile } from '../bundle/bundle-scope.ts';
import { eventFiles } from '../bundle/event-files.ts';
import { readmeText } from '../bundle/readme-text.ts';
import { type CaseIncident, caseDocument } from '../case-graph/case-document.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { inPlainSight } from '../custody/plain-sight.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { decodeEntry } from '../ledger/ledger-entry.ts';
import { type BundleCheckpoint, bundleCheckpoint } from '../queries/bundle-checkpoint.ts';
import { bundleEventId } from '../queries/bundle-event-id.ts';
import { type BundledEvent, type BundleQuestion, bundledEvents } from '../queries/bundle-events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ReadyBundle } from './begin-asked-bundle.ts';
import { type EvidenceTally, evidenceParts } from './bundle-evidence.ts';
import { reportParts } from './bundle-report.ts';

const vouchedWithinMs = 15_000;
const eventsOfADocument = 2_000;
const leftOfSearch = [
  'Evidence, its block manifests and custody reports: a bundle of a search holds events alone.',
  'Events that answer the search and that who asked may not see, and whatever does not answer it.',
];

const leftOfItem =
  'What was recorded of its incident and not of it, as holds, retention and members: a bundle of the incident has that.';

/** What a bundle is made with. */
export type BundleSource = Pick<
  Runtime,
  'db' | 'context' | 'logger' | 'settings' | 'trustPolicy' | 'verifierKeys'
>;

/** What came into a bundle so far, for the record of its end. */
export interface BundleTally extends EvidenceTally {
  events: number;
  withheldEvents: number;
  checkpointSize: bigint | null;
}

/** Everything below data/ of a bundle, one file after the other. Throws CustodyError for what cannot be proven. */
export async function* bundleParts(
  wired: BundleSource,
  actor: PersonActor,
  begun: ReadyBundle,
  tally: BundleTally,
): AsyncGenerator<BagPart> {
  const checkpoint = await checkpointOf(wired, begun);
  tally.checkpointSize = checkpoint.size;
  yield file(scopeFile, begun.scope);
  const told: ToldParts = { files: [], elsewhere: [] };
  yield* noted(told, eventParts(wired, actor, begun, checkpoint, tally));
  yield* noted(told, partsBeside(wired, actor, begun, checkpoint, tally));
  if (tally.withheldEvents > 0)
    tally.left.push(
      `What ${tally.withheldEvents} events say, withheld or erased by decision: that they were recorded and when is proven all the same.`,
    );
  yield file('README-verify.txt', readme(begun, checkpoint, tally, told));
}

/** Paths below data/. */
interface ToldParts {
  readonly files: string[];
  readonly elsewhere: string[];
}

/** What README-verify.txt tells of part by part: everything but the events, of which there can be very many. */
async function* noted(told: ToldParts, parts: AsyncIterable<BagPart>): AsyncGenerator<BagPart> {
  for await (const part of parts) {
    if ('fetched' in part) told.elsewhere.push(part.fetched.path);
    else if (!part.file.path.startsWith('events/')) told.files.push(part.file.path);
    yield part;
  }
}

async function* partsBeside(
  wired: BundleSource,
  actor: PersonActor,
  { subject }: ReadyBundle,
  checkpoint: BundleCheckpoint,
  tally: BundleTally,
): AsyncGenerator<BagPart> {
  yield* trustParts(wired, checkpoint);
  yield* verifiers();
  if (subject.of === 'search') {
    tally.left.push(...leftOfSearch);
    return;
  }
  if (subject.of === 'item') tally.left.push(leftOfItem);
  yield* reportParts(wired.context, actor, subject, tally);
  yield* evidenceParts(wired, actor, subject, tally);
}

async function checkpointOf(
  { db }: Pick<BundleSource, 'db'>,
  { streams }: ReadyBundle,
): Promise<BundleCheckpoint> {
  const found = await bundleCheckpoint(db, streams[0] ?? '', vouchedWithinMs);
  if (found !== null) return found;
  throw new CustodyError(
    'storage-unavailable',
    'No signed checkpoint covers the record of this bundle yet. Try again in a minute.',
  );
}

async function* eventParts(
  { db }: Pick<BundleSource, 'db'>,
  actor: PersonActor,
  begun: ReadyBundle,
  { size, note }: BundleCheckpoint,
  tally: BundleTally,
): AsyncGenerator<BagPart> {
  const { subject } = begun;
  const told: RecordedEvent[] = [];
  const watch = vouching(tally.vouched);
  // An excerpt is no investigation: its acts stand in the graph without one.
  const graph = caseParts(subject.of === 'search' ? null : { id: subject.incidentId, name: subject.name });
  for await (const event of bundledEvents({ db, actor }, await questionOf(db, begun, size))) {
    tally.events += 1;
    if (event.disclosed === null) tally.withheldEvents += 1;
    watch(event);
    for (const [path, bytes] of eventFiles({ ...event, note })) yield file(path, bytes);
    if (event.event !== null) told.push(event.event);
    if (told.length >= eventsOfADocument) yield graph(told.splice(0));
  }
  if (told.length > 0) yield graph(told);
}

async function questionOf(
  db: BundleSource['db'],
  { chosen, streams, singles, bundleId }: ReadyBundle,
  size: bigint,
): Promise<BundleQuestion> {
  if (chosen === null) return { streams, singles, size };
  const eventId = await bundleEventId(db, streams[0] ?? '', bundleId, 'bundle.begun');
  return { chosen, eventId, size };
}

/**
 * Watches which bytes whoever verifies can hold against the events beside them: those of a report that is said to be signed, and
 * of an item that has its exhibit number and its seal here, both with their words.
 */
function vouching(vouched: Set<string>): (event: BundledEvent) => void {
  const [numbered, sealed] = [new Set<string>(), new Set<string>()];
  return ({ disclosed, entry, event }) => {
    if (disclosed === null) return;
    if (event?.type === 'report.signed') vouched.add(event.detail.reportId);
    const { k, s } = decodeEntry(entry);
    if (k === 'acquisition.requested' || k === 'bundle.begun') numbered.add(s);
    if (k === 'evidence.sealed') sealed.add(s);
    if (numbered.has(s) && sealed.has(s)) vouched.add(s);
  };
}

/** Documents of a graph, each small enough to be held in memory, numbered from the second on. */
function caseParts(incident: CaseIncident | null): (events: readonly RecordedEvent[]) => BagPart {
  const newest = new Map<string, string>();
  let documents = 0;
  return (events) => {
    documents += 1;
    const number = documents === 1 ? '' : `-${documents}`;
    return file(`case/custody${number}.jsonld`, caseDocument(incident, events, newest));
  };
}

async function* trustParts(
  wired: BundleSource,
  { stamped, stamps }: BundleCheckpoint,
): AsyncGenerator<BagPart> {
  yield file('timestamps/checkpoint', stamped);
  for (const { by, token } of stamps) yield file(`timestamps/${by}.tsr`, token);
  const policy = await wired.trustPolicy();
  if (policy !== null) yield file('trust/policy.txt', policy);
  const keys = await wired.verifierKeys();
  if (keys.length > 0) yield file('trust/verifier-keys.txt', `${keys.join('\n')}\n`);
  const folder = wired.settings.HOLDFAST_TIMESTAMP_ROOTS_FOLDER;
  for (const { by } of stamps) {
    const root = folder === undefined ? null : await ifThere(join(folder, `${by}.pem`));
    if (root !== null) yield file(`roots/${by}.pem`, root);
  }
}

/** The verifier by hand, and the single-file one that the build made; without a build there is none to give. */
async function* verifiers(): AsyncGenerator<BagPart> {
  yield file('verify-by-hand.sh', await readFile(resolve('lib/bundle/verify-by-hand.sh')));
  const page = await ifThere(resolve('public/verify.html'));
  if (page !== null) yield file('verify.html', page);
}

function readme(
  { subject, bundleId }: ReadyBundle,
  { size, missing }: BundleCheckpoint,
  { left }: BundleTally,
  told: ToldParts,
): string {
  return readmeText({
    ...{ name: subject.name, isExcerpt: subject.of === 'search', bundleId, madeAt: new Date().toISOString() },
    ...{ checkpointSize: size, notVouching: missing, left: left.map(inPlainSight) },
    ...told,
  });
}

function file(path: string, content: string | Uint8Array): BagPart {
  return { file: smallFile(path, content) };
}

async function ifThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
