import type { Client } from 'pg';
import type { CustodyEventType } from '../custody/custody-event.ts';
import { EvidenceRowCheck, type EvidenceRows } from '../custody/evidence-rows.ts';
import type { Findings } from './findings.ts';
import type { NumberCheck } from './number-check.ts';
import { rowFinding } from './row-finding.ts';
import { idPages, idsOf, openedBy, streamEvents } from './stream-events.ts';

const idsAtOnce = 64;

const types: readonly CustodyEventType[] = [
  'acquisition.requested',
  'acquisition.refused',
  'acquisition.snapshot-taken',
  'acquisition.copied',
  'acquisition.source-hashed',
  'acquisition.copy-hashed',
  'acquisition.compared',
  'evidence.sealed',
  'acquisition.corroborated',
  'acquisition.step-failed',
  'acquisition.retried',
  'acquisition.cancel-requested',
  'acquisition.cancelled',
];

const places = [
  idsOf('evidence_item', 'id'),
  idsOf('acquisition', 'evidence_id'),
  openedBy('acquisition.requested'),
];

/** Items, acquisitions and their steps, held against the events of each item. `progress` is told how many items were looked at. */
export async function checkEvidenceRows(
  client: Client,
  numbers: NumberCheck,
  findings: Findings,
  progress: (done: number) => void,
): Promise<void> {
  let done = 0;
  for await (const ids of idPages(client, places, idsAtOnce)) {
    const checks = await recordedOf(client, ids);
    for (const [id, rows, strayAcquisition] of await storedRows(client, ids)) {
      const check = checks.get(id);
      if (check === undefined) continue;
      findings.addAll(check.differences(id, rows).map(rowFinding));
      if (check.exhibit !== null) numbers.take(check.exhibit.number, check.exhibit.by);
      else if (strayAcquisition !== null && rows === null) {
        findings.addAll([rowFinding({ kind: 'invented', table: 'acquisition', id: strayAcquisition })]);
      }
    }
    done += ids.length;
    progress(done);
  }
}

/** What the events say of each item; none for one with an event that cannot be read, which is named already. */
async function recordedOf(
  client: Client,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EvidenceRowCheck>> {
  const checks = new Map(ids.map((id) => [id, new EvidenceRowCheck()]));
  for await (const { stream, event } of streamEvents(client, ids, types)) {
    if (event === null) checks.delete(stream);
    else checks.get(stream)?.take(event);
  }
  return checks;
}

interface FlatEvidence {
  readonly wanted: string;
  readonly id: string | null;
  readonly exhibit_number: string;
  readonly incident_id: string;
  readonly kind: string;
  readonly description: string;
  readonly source: unknown;
  readonly state: string;
  readonly container: string;
  readonly blob: string | null;
  readonly size_bytes: string | null;
  readonly digests: unknown;
  readonly sha256: string | null;
  readonly protection: unknown;
  readonly retention_until: Date | null;
  readonly created_at: Date;
  readonly sealed_at: Date | null;
  readonly verified_at: Date | null;
  readonly rehearsal: boolean;
  readonly acquisition: FlatAcquisition | null;
  readonly steps: readonly { readonly step: string; readonly digests: unknown }[] | null;
}

/** As PostgreSQL writes a row in JSON. */
interface FlatAcquisition {
  readonly id: string;
  readonly incident_id: string;
  readonly machine_resource_id: string;
  readonly disk_resource_id: string;
  readonly state: string;
  readonly requester_object_id: string;
  readonly requester: unknown;
  readonly reason: string;
  readonly authority: unknown;
  readonly plan: string;
  readonly read_mode: string;
  readonly source: unknown;
  readonly snapshot_id: string | null;
  readonly blob: string | null;
  readonly finished_at: string | null;
  readonly rehearsal: boolean;
}

async function storedRows(
  client: Client,
  ids: readonly string[],
): Promise<readonly (readonly [string, EvidenceRows | null, string | null])[]> {
  const { rows } = await client.query<FlatEvidence>(
    `select w.id as wanted, i.*, to_jsonb(a) as acquisition,
       (select jsonb_agg(jsonb_build_object('step', s.step, 'digests', s.outcome->'digests'))
        from acquisition_step s where s.acquisition_id = a.id) as steps
     from unnest($1::uuid[]) as w(id)
     left join evidence_item i on i.id = w.id left join acquisition a on a.evidence_id = w.id`,
    [ids],
  );
  return rows.map((row) => [
    row.wanted,
    row.id === null ? null : evidenceRows(row),
    row.acquisition?.id ?? null,
  ]);
}

function evidenceRows(row: FlatEvidence): EvidenceRows {
  const steps = row.steps ?? [];
  const digestsOf = (name: string) => steps.find(({ step }) => step === name)?.digests ?? null;
  return {
    steps: steps.map(({ step }) => step),
    claims: {
      exhibitNumber: row.exhibit_number,
      incidentId: row.incident_id,
      rehearsal: row.rehearsal,
      kind: row.kind,
      description: row.description,
      createdAt: row.created_at.toISOString(),
      state: row.state,
      source: row.source,
      container: row.container,
      blob: row.blob,
      sizeBytes: row.size_bytes,
      digests: row.digests,
      sha256: row.sha256,
      protection: row.protection,
      retentionUntil: row.retention_until?.toISOString() ?? null,
      sealedAt: row.sealed_at?.toISOString() ?? null,
      verifiedAt: row.verified_at?.toISOString() ?? null,
      acquisition:
        row.acquisition === null
          ? null
          : {
              ...acquisitionClaims(row.acquisition),
              sourceRead: digestsOf('hash-source'),
              storedRead: digestsOf('hash-locker-copy'),
            },
    },
  };
}

function acquisitionClaims(row: FlatAcquisition) {
  return {
    id: row.id,
    incidentId: row.incident_id,
    machineResourceId: row.machine_resource_id,
    diskResourceId: row.disk_resource_id,
    requesterObjectId: row.requester_object_id,
    requester: row.requester,
    rehearsal: row.rehearsal,
    source: row.source,
    reason: row.reason,
    authority: row.authority,
    plan: row.plan,
    readMode: row.read_mode,
    blob: row.blob,
    state: row.state,
    snapshotId: row.snapshot_id,
    finishedAt: row.finished_at,
  };
}
