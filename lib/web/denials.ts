import type { PersonActor } from '../custody/actor.ts';
import type { Permission } from '../custody/permission.ts';
import type { CustodyRegister } from '../ports/custody-register.ts';

const quietMs = 60_000;
const mostPerPerson = 20;
const lastRecorded = new Map<string, number>();

export interface Denial {
  readonly permission: Permission;
  /** What was asked for: the procedure, and the Azure resource if one was named. */
  readonly subject: string;
  readonly why: string;
  /** What it concerns, as subjects of the event: `request:<id>`. */
  readonly about: readonly string[];
}

/**
 * Records that a person was refused. The same refusal is recorded once a minute, and at most 20 different ones of one
 * person, so that nobody can flood the ledger.
 */
export async function recordDenial(
  register: CustodyRegister,
  actor: PersonActor,
  { about, ...detail }: Denial,
): Promise<void> {
  const key = `${actor.objectId} ${detail.permission} ${detail.subject}`;
  forgetOld(Date.now());
  const ofPerson = [...lastRecorded.keys()].filter((one) => one.startsWith(`${actor.objectId} `));
  if (lastRecorded.has(key) || ofPerson.length >= mostPerPerson) return;
  lastRecorded.set(key, Date.now());
  await register.append(
    actor,
    ['access.denied'],
    [
      {
        type: 'access.denied',
        stream: { kind: 'person', id: actor.objectId },
        subjects: about,
        reason: null,
        authority: null,
        detail: { ...detail },
      },
    ],
  );
}

function forgetOld(now: number): void {
  for (const [key, at] of lastRecorded) if (now - at >= quietMs) lastRecorded.delete(key);
}
