import type { PostureControl } from '../../../prisma/generated/client.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { incidentHoldTag } from '../../custody/legal-hold.ts';
import type { PostureVerdict } from '../../custody/posture-event.ts';
import type {
  ControlChange,
  KeptControl,
  PostureChecks,
  PostureDesk,
  PostureLook,
  PosturePart,
  SealedContainer,
} from '../../ports/posture-state.ts';
import { type Control, demandWords, mendWords } from '../../posture/control.ts';
import type { ControlException } from '../../posture/control-exception.ts';
import type { ControlState } from '../../posture/evaluate-control.ts';
import { keepAccess } from './access-history.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { inTransaction, type Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Turns, last states and readings of the tenant's controls. See the port for the rules. */
export function postureChecks(db: Database): PostureChecks {
  return {
    claimPostureRound: (part, everyMs) => throwingCustodyErrors(() => claim(db, part, everyMs)),
    postureStates: (part) => throwingCustodyErrors(() => states(db, part)),
    sealedContainers: () => throwingCustodyErrors(() => sealedContainers(db)),
    postureState: (key) => throwingCustodyErrors(() => stateOf(db, key)),
    postureExceptions: () => throwingCustodyErrors(() => exceptions(db)),
    keepAccess: (look) => inTransaction(db, (tx) => keepAccess(tx, look)),
    keepPosture: (look) => inTransaction(db, (tx) => save(tx, look)),
  };
}

/** The desk's drawer for changed controls, inside one transaction. */
export function postureDesk(tx: Transaction): PostureDesk {
  return {
    savePosture: (look) => save(tx, look),
    postureState: (key) => stateOf(tx, key),
    failingControls: () => tx.postureControl.count({ where: { verdict: 'fail', retiredAt: null } }),
  };
}

/** Two workers may ask at once: whoever inserts or updates the row first has it. */
async function claim(db: Database, part: PosturePart, everyMs: number): Promise<boolean> {
  const claimed = await db.$executeRaw`
    insert into posture_round as r (part, tried_at) values (${part}, clock_timestamp())
    on conflict (part) do update set tried_at = excluded.tried_at
    where r.tried_at <= excluded.tried_at - make_interval(secs => ${everyMs / 1000}::float8)`;
  return claimed > 0;
}

async function states(db: Database, part: PosturePart) {
  const rows = await db.postureControl.findMany({ where: { part, retiredAt: null } });
  return rows.map((row) => ({ checkedAt: row.checkedAt, state: controlState(row) }));
}

async function stateOf(db: Transaction, key: string): Promise<ControlState | null> {
  const row = await db.postureControl.findFirst({ where: { key, retiredAt: null } });
  return row === null ? null : controlState(row);
}

function controlState(row: PostureControl): ControlState {
  return {
    key: row.key,
    control: row.control as unknown as Control, // written by `save` alone
    verdict: row.verdict as PostureVerdict,
    raw: row.raw,
    why: row.why,
    readAt: row.readAt?.toISOString() ?? null,
    since: row.since.toISOString(),
    exception: null,
  };
}

/** What the proposals say: nothing is kept of an exception beside them. */
async function exceptions(db: Database): Promise<readonly ControlException[]> {
  const rows = await db.proposal.findMany({
    where: { kind: 'posture-exception', state: 'confirmed' },
    include: { decisions: { where: { decision: 'confirm' } } },
  });
  return rows
    .map(({ after, reason, proposedBy, decisions }) => {
      const agreed = after as unknown as { control: string; raw: string; until: string }; // written by its kind alone
      return {
        ...{ key: agreed.control, raw: agreed.raw, reason, requestedBy: proposedBy, expiresAt: agreed.until },
        approvals: decisions.map((one) => ({ by: one.deciderObjectId, at: one.decidedAt.toISOString() })),
      };
    })
    .filter(({ expiresAt }) => Date.parse(expiresAt) > Date.now());
}

/** Rehearsals lie in containers of their own, and are no evidence. */
async function sealedContainers(db: Database): Promise<readonly SealedContainer[]> {
  const sealed = await db.$queryRaw<SealedRow[]>`
    select e.container, e.incident_id::text as "incidentId", i.number,
      max(coalesce((e.protection ->> 'retentionDays')::int, 0)) as "retentionDays"
    from evidence_item e join incident i on i.id = e.incident_id
    where e.state = 'sealed' and not e.rehearsal group by e.container, e.incident_id, i.number order by e.container`;
  const lifted = await db.$queryRaw<{ incidentId: string; container: string; tag: string }[]>`
    select incident_id::text as "incidentId", container, tag from (
      select distinct on (incident_id, container, tag) incident_id, container, tag, kind from guard_act
      where state = 'done' and tag is not null order by incident_id, container, tag, finished_at desc) last
    where kind = 'clear-hold'`;
  return sealed.map(({ number, ...one }) => {
    const tag = incidentHoldTag(number);
    const isLifted = lifted.some(
      (act) => act.incidentId === one.incidentId && act.container === one.container && act.tag === tag,
    );
    return { ...one, holdTag: isLifted ? null : tag };
  });
}

type SealedRow = Omit<SealedContainer, 'holdTag'> & { readonly number: string };

async function save(tx: Transaction, { part, controls, changes, demanded }: PostureLook): Promise<void> {
  for (const change of changes) await requireUntold(tx, change);
  const now = new Date();
  for (const kept of controls) await saveControl(tx, part, kept, now);
  await tx.postureChange.createMany({ data: changes.map((change) => changeRow(change, now)) });
  await tx.postureControl.updateMany({
    where: { part, retiredAt: null, key: { notIn: [...demanded] } },
    data: { retiredAt: now },
  });
}

/** The row is locked as it was when the change was worked out, or another worker was faster. */
async function requireUntold(tx: Transaction, { before, after }: ControlChange): Promise<void> {
  const rows = await tx.$queryRaw<{ verdict: string; raw: string }[]>`
    select verdict, raw from posture_control where key = ${after.key} and retired_at is null for update`;
  const found = rows[0];
  if (found?.verdict === before?.verdict && found?.raw === before?.raw) return;
  throw new CustodyError('conflict', 'Another worker saw this change first.');
}

async function saveControl(tx: Transaction, part: PosturePart, kept: KeptControl, now: Date): Promise<void> {
  const { state, position, place, holders } = kept;
  const { key, control, verdict, raw, why } = state;
  const readAt = instant(state.readAt);
  const known = verdict === 'unknown' ? {} : { knownVerdict: verdict, knownRaw: raw, knownAt: readAt ?? now };
  // Who held a right stays on the page while it cannot be read, with the age of that reading.
  const held = verdict === 'unknown' && holders.length === 0 ? {} : { holders: jsonColumn(holders) };
  const row = {
    part,
    position,
    control: jsonColumn(control),
    demand: demandWords(control),
    mend: mendWords(control),
    place,
    verdict,
    raw,
    why,
    readAt,
    since: new Date(state.since),
    checkedAt: now,
    retiredAt: null,
    ...known,
    ...held,
  };
  await tx.postureControl.upsert({
    where: { key },
    create: { key, holders: jsonColumn(holders), ...row },
    update: row,
  });
}

function changeRow({ kind, before, after }: ControlChange, at: Date) {
  const { key, raw, why, verdict } = after;
  const readAt = instant(after.readAt);
  return { id: uuidV7(), key, kind, before: before?.verdict ?? null, after: verdict, raw, why, readAt, at };
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
