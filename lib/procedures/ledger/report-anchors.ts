import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { AnchorTrouble } from '../../ports/ledger-state.ts';
import { tellWatch } from '../tell-watch.ts';

const actor: SystemActor = { kind: 'system', component: 'anchoring' };
const patienceMs = 5 * 60_000;

/**
 * Records that an anchor has failed for five minutes, or contradicts, and tells leads, controllers and auditors; records
 * its mending and takes the notification away. Once per trouble, whoever else runs this. While the ledger is frozen
 * nothing is said: that is told already, and a ledger that was set back must give out no numbers of its own stream.
 * Out: how many of each.
 */
export async function reportAnchors(
  register: CustodyRegister,
  now: Date,
): Promise<{ readonly failed: number; readonly mended: number }> {
  const done = { failed: 0, mended: 0 };
  if ((await register.look.ledgerFreeze()) !== null) return done;
  for (const trouble of await register.look.anchorTroubles()) {
    if (lasts(trouble, now) && (await unlessTold(() => recordFailed(register, trouble)))) done.failed += 1;
    if (isOver(trouble) && (await unlessTold(() => recordMended(register, trouble)))) done.mended += 1;
  }
  return done;
}

function lasts({ failingSince, alarm, toldAt }: AnchorTrouble, now: Date): boolean {
  if (failingSince === null || toldAt !== null) return false;
  return alarm || now.getTime() - failingSince.getTime() >= patienceMs;
}

function isOver({ failingSince, toldAt }: AnchorTrouble): boolean {
  return failingSince === null && toldAt !== null;
}

async function recordFailed(register: CustodyRegister, trouble: AnchorTrouble): Promise<void> {
  const { kind, name, place, failingSince, alarm } = trouble;
  const problem = trouble.problem ?? 'It gives no reason.';
  await register.record(actor, ['ledger.anchor-failed'], async (desk) => {
    await desk.setAnchorTold(trouble, true);
    const title = `${alarm ? 'An anchor of the ledger contradicts it' : 'An anchor of the ledger fails'}: ${kind} ${name}. ${problem}`;
    const href = '/ledger/checkpoints';
    await tellWatch(desk, { key: keyOf(trouble), level: alarm ? 'error' : 'warning', title, href }, null);
    const since = failingSince?.toISOString() ?? null;
    const detail = { kind, name, place, since, problem, contradicts: alarm };
    return {
      result: undefined,
      events: [{ type: 'ledger.anchor-failed', ...about, detail }],
    };
  });
}

async function recordMended(register: CustodyRegister, trouble: AnchorTrouble): Promise<void> {
  const { kind, name, place, toldAt } = trouble;
  await register.record(actor, ['ledger.anchor-mended'], async (desk) => {
    await desk.setAnchorTold(trouble, false);
    await desk.withdrawNotification(keyOf(trouble));
    const detail = { kind, name, place, toldAt: toldAt?.toISOString() ?? null };
    return {
      result: undefined,
      events: [{ type: 'ledger.anchor-mended', ...about, detail }],
    };
  });
}

const about = { stream: { kind: 'system' }, subjects: [], reason: null, authority: null } as const;

function keyOf({ kind, name }: AnchorTrouble): string {
  return `anchor:${kind}:${name}`;
}

/** Out: false if another process said it meanwhile. */
async function unlessTold(say: () => Promise<void>): Promise<boolean> {
  try {
    await say();
    return true;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'conflict') return false;
    throw error;
  }
}
