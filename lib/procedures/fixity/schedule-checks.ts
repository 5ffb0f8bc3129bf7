import { randomBytes } from 'node:crypto';
import type { SystemActor } from '../../custody/actor.ts';
import type { CustodyEventType } from '../../custody/custody-event.ts';
import { earliestCheck, type NextCheck, nextChecks, type ScheduledItem } from '../../custody/fixity.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { copyVerificationEvent } from '../evidence/copy-verification-event.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellMissed } from './missed-alarm.ts';
import { sampleOf } from './read-sample.ts';

const actor: SystemActor = { kind: 'system', component: 'fixity' };
const mostMissedARound = 100;
const seedBytes = 32;

/**
 * Records and tells which checks of stored copies were missed, and opens the one that is due first, for a worker to read.
 * One at a time over all workers, and on average not more bytes an hour than this. Out: what it did.
 */
export async function scheduleChecks(
  register: CustodyRegister,
  bytesPerHour: number,
  now: Date,
): Promise<{ readonly opened: boolean; readonly missed: number }> {
  const items = await register.scheduledItems();
  const due = items.flatMap((item) => nextChecks(item.facts, now).map((check) => ({ item, check })));
  let missed = 0;
  for (const one of due.filter(isNewlyMissed).slice(0, mostMissedARound))
    if (await recordMissed(register, one)) missed += 1;
  const next = nextToOpen(due, now);
  return { opened: next !== null && (await openCheck(register, next, bytesPerHour, now)), missed };
}

interface Due {
  readonly item: ScheduledItem;
  readonly check: NextCheck;
}

function isNewlyMissed({ item, check }: Due): boolean {
  const told = item.missedAt[check.kind];
  return check.state === 'overdue' && (told === null || told < check.dueBy);
}

/** Another worker may be about to record the same. */
async function recordMissed(register: CustodyRegister, { item, check }: Due): Promise<boolean> {
  const { evidenceId, exhibitNumber } = item;
  const { kind, ground, dueBy } = check;
  return await recordedOnce(() =>
    register.record(actor, ['evidence.check-missed'], async (desk) => {
      await desk.claimMissedCheck(evidenceId, kind, dueBy);
      await tellMissed(desk, item, check);
      const detail = { exhibitNumber, check: kind, ground, dueBy };
      return {
        events: [copyVerificationEvent('evidence.check-missed', item, null, detail)],
        result: undefined,
      };
    }),
  );
}

/** By when it is due; a whole read before a sample of the same item, which it makes needless. */
function nextToOpen(due: readonly Due[], now: Date): Due | null {
  const ready = due.filter(({ check }) => check.state !== 'stopped' && check.opensAt <= now.toISOString());
  const first = earliestCheck(ready.map(({ check }) => check));
  const found = ready.find(({ check }) => check === first);
  if (found === undefined) return null;
  const whole = ready.find(({ item, check }) => item === found.item && check.kind === 'whole');
  return whole ?? found;
}

const mayOpen = [
  'evidence.verification-started',
  'evidence.sampling-started',
] as const satisfies readonly CustodyEventType[];

/** The seed of a sample is on record before a block is read. */
async function openCheck(
  register: CustodyRegister,
  { item, check }: Due,
  bytesPerHour: number,
  now: Date,
): Promise<boolean> {
  const { evidenceId, exhibitNumber, sizeBytes } = item;
  const { kind, ground } = check;
  const seed = kind === 'sample' ? randomBytes(seedBytes) : null;
  return await recordedOnce(() =>
    register.record(actor, mayOpen, async (desk) => {
      const { id: verificationId } = await desk.openScheduledCheck(
        { evidenceId, ground, seed, bytesPerHour },
        now,
      );
      const of = { verificationId, exhibitNumber, ground };
      const event =
        seed === null
          ? copyVerificationEvent('evidence.verification-started', item, null, of)
          : copyVerificationEvent('evidence.sampling-started', item, null, {
              ...{ ...of, ...sampleOf(sizeBytes), seed: seed.toString('base64') },
            });
      return { events: [event], result: undefined };
    }),
  );
}
