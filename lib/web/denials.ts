import type { PersonActor } from '../custody/actor.ts';
import type { Permission } from '../custody/permission.ts';
import type { CustodyRegister } from '../ports/custody-register.ts';

const quietMs = 60_000;
const lastRecorded = new Map<string, number>();

/** Records that a person was refused; the same refusal is recorded once a minute, so nobody can flood the ledger. */
export async function recordDenial(
  register: CustodyRegister,
  actor: PersonActor,
  permission: Permission,
  subject: string,
): Promise<void> {
  const key = `${actor.objectId} ${permission}`;
  const now = Date.now();
  if (now - (lastRecorded.get(key) ?? 0) < quietMs) return;
  forgetOld(now);
  lastRecorded.set(key, now);
  await register.record(actor, ['access.denied'], async () => ({
    events: [
      {
        type: 'access.denied',
        stream: { kind: 'person', id: actor.objectId },
        subjects: [],
        reason: null,
        authority: null,
        detail: { permission, subject },
      },
    ],
    result: undefined,
  }));
}

function forgetOld(now: number): void {
  for (const [key, at] of lastRecorded) if (now - at >= quietMs) lastRecorded.delete(key);
}
