import { expect, it } from 'vitest';
import { CustodyError } from '../../../lib/custody/custody-error.ts';
import type { CustodyRegister } from '../../../lib/ports/custody-register.ts';
import { eraseBodies } from '../../../lib/procedures/custody/erase-bodies.ts';

it('tries every erasure, however many keys before it cannot be destroyed', async () => {
  const left = new Set(Array.from({ length: 25 }, (_, n) => `${n}`));
  const register = {
    look: {
      plannedErasures: async (most: number, skip: number) =>
        [...left].slice(skip, skip + most).map((eventId) => ({
          ...{ eventId, dataKey: eventId, decision: 'PR-1', decidedBy: eventId, failureTold: true },
        })),
      isSigned: async (eventId: string) => eventId !== '23',
    },
    record: async (_: unknown, __: unknown, fn: (desk: object) => Promise<unknown>) =>
      await fn({
        recordOf: async () => ({ incidentId: null, evidenceId: null, event: { stream: { kind: 'system' } } }),
        eraseBody: async (eventId: string) => left.delete(eventId),
        withdrawNotification: async () => undefined,
      }),
  } as unknown as CustodyRegister;
  const destroy = async (name: string) => {
    if (Number(name) < 22) throw new CustodyError('cloud-refused', 'held');
  };
  const signal = new AbortController().signal;
  expect(await eraseBodies(register, { destroy }, signal)).toEqual({ erased: 2, failed: 22 });
  expect([...left].slice(22)).toEqual(['23']);
});
