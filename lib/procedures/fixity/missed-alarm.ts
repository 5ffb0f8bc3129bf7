import {
  type CheckKind,
  checkWords,
  groundWords,
  type NextCheck,
  type ScheduledItem,
} from '../../custody/fixity.ts';
import { minuteWords } from '../../custody/minute-words.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { tellWatch } from '../tell-watch.ts';

/** Tells who watches that a check was not made in its time: open until one of its kind finds the copy as sealed. */
export async function tellMissed(desk: RegisterDesk, item: ScheduledItem, check: NextCheck): Promise<void> {
  const { evidenceId, exhibitNumber, incidentId, audience } = item;
  const title = `${exhibitNumber}: the ${checkWords(check.kind)} was due by ${minuteWords(check.dueBy)}`;
  await tellWatch(
    desk,
    {
      ...{ key: missedKey(evidenceId, check.kind), level: 'warning', title },
      ...{ words: `It is due: ${groundWords(check.ground)}.`, href: `/evidence/${evidenceId}?tab=integrity` },
      ...{ incidentId, subject: exhibitNumber },
    },
    audience,
  );
}

/** A whole read makes up for a sample too. */
export async function endMissed(
  desk: RegisterDesk,
  evidenceId: string,
  kinds: readonly CheckKind[],
): Promise<void> {
  for (const kind of kinds) await desk.withdrawNotification(missedKey(evidenceId, kind));
}

function missedKey(evidenceId: string, kind: CheckKind): string {
  return `fixity:${evidenceId}:${kind}`;
}
