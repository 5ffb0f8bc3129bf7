import { expect, it } from 'vitest';
import type { UnusedGrant } from '../../../lib/ports/reconciliation-state.ts';
import { findAbsences } from '../../../lib/procedures/reconciliation/find-absences.ts';
import { logKey, logSources } from '../../../lib/procedures/reconciliation/log-source.ts';
import type { ReconciliationContext } from '../../../lib/procedures/reconciliation/reconciliation-context.ts';
import type { CallsAt } from '../../../lib/reconcile/find-gaps.ts';

const now = new Date('2026-11-22T15:00:00Z');
const place = {
  account: '/subscriptions/soc/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/locker',
  snapshotGroups: ['/subscriptions/snaps/resourceGroups/rg-snapshots'],
};
const call = (eventId: string, at: CallsAt) => ({
  ...{ eventId, at, log: 'activity', operations: ['PUT it'] },
  ...{ from: '2026-11-22T10:00:00Z', to: '2026-11-22T10:01:00Z' },
});
const sources = logSources(place, ['prod']);

/** What was found, in words, where these logs were never read. */
async function found(unread: readonly string[], grants: readonly Partial<UnusedGrant>[] = []) {
  const said: string[] = [];
  const desk = {
    openFinding: async ({ detail }: { readonly detail: { ledger: { words: string } } }) => {
      said.push(detail.ledger.words);
    },
    incident: async () => null,
    notify: async () => undefined,
    raiseAlarm: async () => undefined,
    clearAlarm: async () => undefined,
    peopleWithRole: async () => [],
  };
  const register = {
    logMark: async (log: string) =>
      unread.includes(log) ? null : { begunAt: new Date('2026-11-22T09:00:00Z'), readTo: now, sweptAt: null },
    expectedCalls: async () => ({
      expected: [call('1', 'locker'), call('2', 'snapshots')],
      arrived: { blob: new Set(), activity: new Set() },
    }),
    openFindings: async () => [],
    newFindingKeys: async (keys: readonly string[]) => new Set(keys),
    unusedGrants: async () => grants,
    record: async (_: unknown, __: unknown, fn: (one: typeof desk) => Promise<unknown>) => await fn(desk),
  };
  const context = { register, place, latenessMinutes: 30, now: () => now };
  await findAbsences(context as unknown as ReconciliationContext, sources);
  return said;
}

it('are missing calls of each subscription whose log is read, whichever other one is not', async () => {
  const [, soc, snaps, prod] = sources.map(logKey);
  if (soc === undefined || snaps === undefined || prod === undefined) throw new Error('a log is missing');
  expect(await found([prod])).toHaveLength(2);
  expect(await found([snaps, prod])).toHaveLength(1);
  expect(await found([soc, snaps])).toHaveLength(0);
});

it('are unused grants, whose use is unknown where records of that person cannot be read any more', async () => {
  const grant = { number: 'AR-1', granteeName: 'Responder', evidenceIds: ['item'] };
  const logs = sources.slice(1).map(logKey);
  expect(await found(logs, [{ ...grant, hiddenUses: 0 }])).toEqual([
    expect.stringContaining('neither the ledger nor'),
  ]);
  expect(await found(logs, [{ ...grant, hiddenUses: 1 }])).toEqual([
    expect.stringContaining('Whether it was used is unknown: 1 record'),
  ]);
});
