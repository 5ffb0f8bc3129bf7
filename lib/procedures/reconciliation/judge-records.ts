import type { KnowledgeQuestion } from '../../ports/reconciliation-state.ts';
import { azureAct } from '../../reconcile/azure-change.ts';
import { judgeActivity } from '../../reconcile/judge-activity.ts';
import { judgeBlobRequest } from '../../reconcile/judge-blob-request.ts';
import type { Judgement, LedgerKnowledge } from '../../reconcile/ledger-knowledge.ts';
import type { LogRecord } from './read-records.ts';
import type { ReconciliationContext } from './reconciliation-context.ts';

export interface JudgedRecord {
  readonly record: LogRecord;
  readonly judgement: Judgement;
}

export interface JudgedRecords {
  readonly judged: readonly JudgedRecord[];
  readonly identities: ReadonlyMap<string, string>; // object id → name
}

/** A fact is recorded a moment after its call: what nothing explains yet is looked at once more before it is told. */
const graceMs = 60_000;
/** Records come again for as long as they may be late, and between two such readings ten minutes pass. */
const beforeLastMs = 900_000;

/**
 * Holds records against what the ledger knows of all that they name. Records too young to be told, and snapshots of which
 * nobody answers whose disk they are, are left out: they come again. One that would not is told as it is.
 */
export async function judgeRecords(
  context: ReconciliationContext,
  records: readonly LogRecord[],
  signal: AbortSignal,
): Promise<JudgedRecords> {
  if (records.length === 0) return { judged: [], identities: new Map() };
  const identities = await identityNames(context, signal);
  const sources = await snapshotSources(context, records, signal);
  const facts = await context.register.knownFacts(questionOf(records, [...sources.disks.values()]));
  const knowledge: LedgerKnowledge = {
    ...facts,
    identities,
    snapshotSources: sources.disks,
    place: context.place,
  };
  const young = context.now().getTime() - graceMs;
  const judged = records.flatMap((record) => {
    if (isUnanswered(record, sources.unanswered)) return [];
    const judgement = judge(record, knowledge);
    return judgement.kind === 'finding' && Date.parse(record.at) > young ? [] : [{ record, judgement }];
  });
  return { judged, identities };
}

function judge(record: LogRecord, knowledge: LedgerKnowledge): Judgement {
  switch (record.log) {
    case 'blob':
      return judgeBlobRequest(record.entry, knowledge);
    case 'activity':
      return judgeActivity(record.entry, knowledge);
  }
}

/** The product's identities by object id, in small letters. */
export async function identityNames(
  { identities }: ReconciliationContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = Object.entries(await identities(signal));
  return new Map(
    found.flatMap(([name, id]) => (id === undefined ? [] : [[id.toLowerCase(), name] as const])),
  );
}

interface SnapshotSources {
  readonly disks: ReadonlyMap<string, string | null>;
  readonly unanswered: ReadonlySet<string>;
}

/** Of which disks the snapshots were taken that lie elsewhere than the product's own; null where nobody can say. */
async function snapshotSources(
  context: ReconciliationContext,
  records: readonly LogRecord[],
  signal: AbortSignal,
): Promise<SnapshotSources> {
  const disks = new Map<string, string | null>();
  const unanswered = new Set<string>();
  const latest = context.now().getTime() - Math.max(0, context.latenessMinutes * 60_000 - beforeLastMs);
  const foreign = foreignSnapshots(context, records);
  if (foreign.size === 0) return { disks, unanswered };
  for (const [id, answer] of await context.snapshots.disksOf([...foreign.keys()], signal)) {
    const at = foreign.get(id) ?? '';
    if (answer.kind === 'read') {
      if (answer.value !== null) disks.set(id, answer.value.toLowerCase());
    } else if (answer.why === 'missing' || Date.parse(at) < latest) disks.set(id, null);
    else unanswered.add(id);
  }
  return { disks, unanswered };
}

/** Each with the time of its oldest record. */
function foreignSnapshots(
  { place }: ReconciliationContext,
  records: readonly LogRecord[],
): ReadonlyMap<string, string> {
  const own = place.snapshotGroups.map((group) => `${group.toLowerCase()}/`);
  const found = new Map<string, string>();
  for (const record of records) {
    if (record.log !== 'activity' || record.entry.status === 'Failed') continue;
    const act = azureAct(record.entry.operation);
    const id = record.entry.resourceId.toLowerCase();
    const isSnapshot = /\/providers\/microsoft\.compute\/snapshots\/[^/]+$/.test(id);
    if (!isSnapshot || (act !== 'snapshot' && act !== 'read-grant')) continue;
    if (found.has(id) || own.some((group) => id.startsWith(group))) continue;
    found.set(id, record.at);
  }
  return found;
}

function isUnanswered(record: LogRecord, unanswered: ReadonlySet<string>): boolean {
  return record.log === 'activity' && unanswered.has(record.entry.resourceId.toLowerCase());
}

function questionOf(
  records: readonly LogRecord[],
  sourceDisks: readonly (string | null)[],
): KnowledgeQuestion {
  const [containers, snapshotNames, disks, grants] = [0, 1, 2, 3].map(() => new Set<string>()) as [
    Set<string>,
    Set<string>,
    Set<string>,
    Set<string>,
  ];
  for (const record of records) {
    if (record.log === 'blob') {
      const { container, link } = record.entry;
      if (container !== null) containers.add(container.toLowerCase());
      if (link !== null && link.correlationId !== null) grants.add(link.correlationId.toLowerCase());
      continue;
    }
    const id = record.entry.resourceId.toLowerCase();
    addName(snapshotNames, /\/snapshots\/([^/]+)$/.exec(id));
    addName(containers, /\/containers\/([^/]+)/.exec(id));
    if (/\/disks\/[^/]+$/.test(id)) disks.add(id);
  }
  for (const disk of sourceDisks) if (disk !== null) disks.add(disk);
  const oldest = records.map(({ at }) => at).reduce((a, b) => (a < b ? a : b));
  return {
    from: new Date(oldest),
    containers: [...containers],
    snapshotNames: [...snapshotNames],
    disks: [...disks],
    grants: [...grants],
  };
}

function addName(names: Set<string>, match: RegExpExecArray | null): void {
  if (match?.[1] !== undefined) names.add(match[1]);
}
