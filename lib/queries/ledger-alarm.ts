import { requirePermission } from '../custody/permission.ts';
import { type Attack, attackWords } from '../ledger/finding.ts';
import type { Viewer } from './viewer.ts';

/** What everybody who works here must know of the ledger at once. */
export interface LedgerAlarm {
  readonly freeze: LedgerFreezeView | null; // null: it agrees with its anchors
  readonly contradictions: readonly AnchorContradiction[];
}

/** The database contradicts what was anchored: nothing is signed until it continues it again. */
export interface LedgerFreezeView {
  readonly since: string;
  readonly checkedAt: string;
  readonly attack: string; // in words
  readonly words: string;
  readonly firstIndex: string | null; // the first entry that differs; null: the entries agree, the tree does not
  readonly anchoredSize: string;
}

/** An anchor says something else than the ledger. An anchor that only does not answer is no alarm. */
export interface AnchorContradiction {
  readonly kind: string;
  readonly name: string;
  readonly since: string | null;
  readonly problem: string;
}

/** Throws `forbidden` for who may see no page at all. Names places in the ledger, nothing of any incident. */
export async function ledgerAlarm(viewer: Viewer): Promise<LedgerAlarm> {
  requirePermission(viewer.actor, 'incident.list');
  const [freeze, alarms] = await Promise.all([
    viewer.db.ledgerFreeze.findFirst(),
    viewer.db.ledgerAnchorState.findMany({
      where: { alarm: true },
      orderBy: [{ kind: 'asc' }, { name: 'asc' }],
    }),
  ]);
  return {
    freeze: freeze === null ? null : freezeView(freeze),
    contradictions: alarms.map(({ kind, name, failingSince, problem }) => ({
      kind,
      name,
      since: failingSince?.toISOString() ?? null,
      problem: problem ?? 'It says something else than this ledger.',
    })),
  };
}

function freezeView(row: {
  readonly since: Date;
  readonly checkedAt: Date;
  readonly attack: string;
  readonly words: string;
  readonly firstIndex: bigint | null;
  readonly anchoredSize: bigint;
}): LedgerFreezeView {
  return {
    since: row.since.toISOString(),
    checkedAt: row.checkedAt.toISOString(),
    attack: isAttack(row.attack) ? attackWords[row.attack] : row.attack,
    words: row.words,
    firstIndex: row.firstIndex?.toString() ?? null,
    anchoredSize: row.anchoredSize.toString(),
  };
}

function isAttack(name: string): name is Attack {
  return Object.hasOwn(attackWords, name);
}
