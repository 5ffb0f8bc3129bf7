import { randomUUID } from 'node:crypto';
import type { PostureVerdict } from '../../lib/custody/posture-event.ts';
import type { CustodyRegister } from '../../lib/ports/custody-register.ts';

/** Records that keys of the locker's account may be used: a critical event, so that it is signed and anchored at once. */
export function recordDrift(register: CustodyRegister, verdict: PostureVerdict): Promise<undefined> {
  const event = {
    type: 'posture.drift-found',
    stream: { kind: 'posture', id: randomUUID() },
    ...{ subjects: [], reason: null, authority: null },
    detail: {
      control: 'shared-keys-off account',
      demand: 'No keys.',
      place: 'account',
      before: null,
      after: { verdict, raw: '' },
      why: '',
      readAt: null,
    },
  } as const;
  const posture = { kind: 'system', component: 'posture' } as const;
  return register.record(posture, [event.type], async () => ({ events: [event], result: undefined }));
}
