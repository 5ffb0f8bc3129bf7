import { expect, it } from 'vitest';
import { checkGuards } from '../../../lib/procedures/hold/check-guards.ts';
import type { HoldContext } from '../../../lib/procedures/hold/hold-context.ts';

const unread = { kind: 'unread', why: 'no-answer', words: 'silent', at: '2026-11-22T10:00:00Z' } as const;
const turn = (n: number) => ({
  ...{ incidentId: `${n}`, container: `inc-${n}`, urgent: n === 99, hasHold: true, hasPolicy: true },
  unattributed: [],
});

it('loads and reads what is due, the urgent and the changed first, however many containers there are', async () => {
  const [loaded, read]: [string[], string[]] = [[], []];
  const context = {
    register: {
      guardTurns: async () => Array.from({ length: 100 }, (_, n) => turn(n)),
      reportGuard: async () => undefined,
      look: {
        guardOf: async (incidentId: string) => {
          loaded.push(incidentId);
          return { container: `inc-${incidentId}`, unattributed: [] };
        },
      },
    },
    policies: {
      list: async () => ({
        ...{ kind: 'read', at: unread.at },
        value: [{ container: 'inc-50', hasHold: false, hasPolicy: true }],
      }),
      read: async (container: string) => {
        read.push(container);
        return unread;
      },
    },
  } as unknown as HoldContext;
  expect(await checkGuards(context, new AbortController().signal)).toEqual({ told: 0, unread: 30 });
  expect(loaded.slice(0, 4)).toEqual(['50', '99', '0', '1']);
  expect([loaded.length, read.length]).toEqual([30, 30]);
});
