import { describe, expect, it } from 'vitest';
import { numberEvents } from '../../lib/adapters/prisma/event-rows.ts';
import type { CustodyEvent } from '../../lib/custody/custody-event.ts';
import { system } from '../support/facts.ts';

const id = '00000000-0000-4000-8000-0000000000d1';
const event: CustodyEvent<'ledger.verification-started'> = {
  type: 'ledger.verification-started',
  stream: { kind: 'verification', id },
  ...{ subjects: [], reason: null, authority: null, detail: { verificationId: id } },
};

describe('events that are written at one moment', () => {
  it('have ids in the order of their numbers, so that no list tells them in another', () => {
    const context = {
      tool: { name: 'holdfast', version: '1.0.0', commit: 'test' },
      clock: () => ({ source: 'postgresql', offsetMs: null, measuredAt: null, reference: null }),
    } as unknown as Parameters<typeof numberEvents>[0];
    const now = '2026-11-22T10:00:00.000001Z';
    const places = new Map([[id, { nextN: 0n, lastLeaf: null, now }]]);
    const all = [{ actor: system, events: Array.from({ length: 50 }, () => event) }];
    const { rows } = numberEvents(context, all, places);
    expect(rows.map(({ n }) => n)).toEqual(rows.map((_, i) => BigInt(i)));
    const ids = rows.map((row) => row.id);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(50);
    expect(ids.every((one) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/.test(one))).toBe(
      true,
    );
  });
});
