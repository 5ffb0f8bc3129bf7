import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { CustodyEventType } from '../../lib/custody/custody-event.ts';
import type { TestDatabase } from './database.ts';
import type { SealedItem } from './sealed-item.ts';
import { writtenColumns } from './written-columns.ts';

/** Each kind that checks follow from, and what its record may say of it. */
const scattered: Partial<Record<CustodyEventType, readonly object[]>> = {
  'evidence.verification-started': [{}],
  'evidence.verified': [{ outcome: 'as-sealed' }, { outcome: 'as-sealed' }, { outcome: 'not-read' }],
  'evidence.sampling-started': [{}],
  'evidence.sampled': [{ outcome: 'as-sealed' }, { outcome: 'as-sealed' }, { outcome: 'not-read' }],
  'evidence.check-missed': [{ check: 'whole' }, { check: 'sample' }],
  'access.granted': [{ mode: 'see-contents' }, { mode: 'download' }],
  'bundle.exported': [{}],
  'hold.placed': [{}],
  'posture.drift-found': [{ after: { verdict: 'unknown' } }],
  'reconciliation.finding': [
    { kind: 'unexplained-access', azure: { operation: 'GetBlob' } },
    { kind: 'unexplained-access', azure: { operation: 'PutBlob' } },
  ],
};

/**
 * Copies sealed items so that there are `count`, of which some incidents are closed, and writes past the register what their
 * checks follow from, of their own and of their incidents: times and kinds at random, each as the trigger sees one that is recorded.
 */
export async function scatterFixityEvents(
  at: TestDatabase,
  sealed: readonly SealedItem[],
  count: number,
): Promise<void> {
  const columns = (await writtenColumns(at, 'evidence_item')).split(', ');
  const items = sealed.map(({ evidenceId, incidentId }) => ({ id: evidenceId, incidentId }));
  while (items.length < count) {
    const like = items[items.length % sealed.length];
    if (like === undefined) return;
    const id = randomUUID();
    const made = columns.map((name) =>
      name === 'id'
        ? '$1::uuid'
        : name === 'exhibit_number' || name === 'container'
          ? '$1::text'
          : `"${name}"`,
    );
    await at.asAdmin(
      `insert into evidence_item (${columns.join()}) select ${made.join()} from evidence_item where id = $2`,
      [id, like.id],
    );
    items.push({ id, incidentId: like.incidentId });
  }
  await at.asAdmin(`update incident set status = 'closed' where id = $1`, [sealed[0]?.incidentId]);
  const rows = items.flatMap(({ id, incidentId }, index) => [
    ...(index < sealed.length
      ? []
      : [row(id, incidentId, id, 0, 'evidence.sealed', {}, index % 3 === 0 ? 400 : 20)]),
    ...Array.from({ length: index % 12 }, (_, n) => anyRow(id, incidentId, n + 1000)),
    ...(index % 9 === 4 ? [row(id, incidentId, id, 2000, 'evidence.frozen', {}, 0)] : []),
    ...(index % 18 === 4 ? [row(id, incidentId, id, 2001, 'evidence.thawed', {}, 0)] : []),
    ...(index % 11 === 5
      ? [row(id, incidentId, id, 2002, 'evidence.sampled', { outcome: 'differs' }, 0)]
      : []),
  ]);
  const last = sealed.at(-1);
  const wide = [
    row(null, last?.incidentId ?? null, last?.incidentId ?? '', 3000, 'hold.placed', {}, 3),
    row(null, sealed[1]?.incidentId ?? null, sealed[1]?.incidentId ?? '', 3000, 'bundle.exported', {}, 1),
    row(null, null, randomUUID(), 0, 'posture.drift-found', { after: { verdict: 'fail' } }, 2),
    row(null, null, randomUUID(), 0, 'posture.drift-found', { after: { verdict: 'unknown' } }, 6),
  ];
  for (const values of [...rows, ...wide])
    await at.asAdmin(
      `insert into custody_event (evidence_id, incident_id, stream, n, type, body, occurred_at, id, actor_label, salt, leaf)
       values ($1, $2, $3, $4, $5, $6, $7, gen_random_uuid(), 'test', $8, $8)`,
      [...values, randomBytes(32)],
    );
}

function anyRow(id: string, incidentId: string, n: number) {
  const types = Object.keys(scattered) as CustodyEventType[];
  const type = types[randomInt(types.length)] ?? 'hold.placed';
  const details = scattered[type] ?? [];
  const daysAgo = randomInt(30_000) / 1000;
  const detail = { ...details[randomInt(details.length)], dueBy: ago(daysAgo) };
  return row(id, incidentId, id, n, type, detail, daysAgo);
}

function row(
  id: string | null,
  incidentId: string | null,
  stream: string,
  n: number,
  type: CustodyEventType,
  detail: object,
  daysAgo: number,
) {
  return [id, incidentId, stream, n, type, Buffer.from(JSON.stringify({ detail })), ago(daysAgo)] as const;
}

function ago(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
