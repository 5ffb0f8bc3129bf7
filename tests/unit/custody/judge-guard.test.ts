import { describe, expect, it } from 'vitest';
import { type GuardKnowledge, type GuardSighting, judgeGuard } from '../../../lib/custody/judge-guard.ts';
import { holdTagOf, incidentHoldTag } from '../../../lib/custody/legal-hold.ts';

const by = { objectId: 'somebody', name: null };
const early = '2026-11-20T00:00:00.000Z';
const later = '2026-11-21T00:00:00.000Z';

function seen(tags: readonly string[], policy: Partial<NonNullable<GuardSighting['policy']>> | null = {}) {
  const whole = { state: 'Locked', days: 30, appends: 'none', history: [] } as const;
  return {
    policy: policy === null ? null : { ...whole, ...policy },
    hold: tags.map((tag) => ({ tag, at: early, by })),
    readAt: later,
  };
}

function known(change: Partial<GuardKnowledge> = {}): GuardKnowledge {
  return {
    container: 'inc-2026-0001',
    incidentNumber: 'INC-2026-0001',
    recorded: { tags: ['case7'], policyState: 'Locked', days: 30, appends: 'none' },
    seen: { ...seen(['case7']), readAt: early },
    differsSince: null,
    acts: [],
    ...change,
  };
}

const lift = {
  ...({ id: 'a', kind: 'clear-hold', tag: 'case7', days: null } as const),
  ...({ state: 'waits-for-controller', createdAt: early } as const),
};

describe('a reading of a guard', () => {
  it('that says what is on record tells nothing', () => {
    expect(judgeGuard(known(), seen(['case7']))).toMatchObject({ findings: [], differs: false });
  });

  it('is told once when a hold is gone, and again when it stands', () => {
    const gone = judgeGuard(known(), seen([]));
    expect(gone).toMatchObject({ differs: true, findings: [{ type: 'hold.cleared-outside' }] });
    expect(gone.recorded.tags).toEqual(['case7']); // what should stand stays on record
    const still = known({ seen: { ...seen([]), readAt: early }, differsSince: early });
    expect(judgeGuard(still, seen([])).findings).toEqual([]);
    const types = judgeGuard(still, seen(['case7'])).findings.map(({ type }) => type);
    expect(types).toEqual(['hold.history-imported', 'hold.set-again']);
  });

  it('takes a hold that two decided to lift for lifted, and only that one', () => {
    const found = judgeGuard(known({ acts: [lift] }), seen([]));
    expect(found).toMatchObject({ differs: false, lifted: ['a'], findings: [{ type: 'hold.lifted' }] });
    expect(found.recorded.tags).toEqual([]);
    const other = { ...lift, tag: 'case8' };
    expect(judgeGuard(known({ acts: [other] }), seen([])).findings[0]?.type).toBe('hold.cleared-outside');
    const decided = { ...lift, state: 'failed' } as const;
    expect(judgeGuard(known({ acts: [decided] }), seen([])).differs).toBe(true);
  });

  it('finds a hold cleared that was placed since the last reading', () => {
    const placed = { ...lift, kind: 'place-hold', tag: 'case9', state: 'done', createdAt: later } as const;
    const recorded = { tags: ['case7', 'case9'], policyState: 'Locked', days: 30, appends: 'none' } as const;
    const before = known({ recorded, acts: [placed], differsSince: early });
    expect(judgeGuard(before, seen(['case7'])).findings).toMatchObject([
      { type: 'hold.cleared-outside', detail: { tag: 'case9' } },
    ]);
  });

  it.each([
    ['no policy', null],
    ['an unlocked one', { state: 'Unlocked' }],
    ['fewer days', { days: 29 }],
    ['one that may be appended to', { appends: 'append-blobs' }],
  ] as const)('says that %s is weaker', (_, policy) => {
    expect(judgeGuard(known(), seen(['case7'], policy))).toMatchObject({
      differs: true,
      recorded: { policyState: 'Locked', days: 30 },
      findings: [{ type: 'retention.changed-outside', detail: { weaker: true } }],
    });
  });

  it('knows what it prolonged itself from what somebody else did', () => {
    const own = { ...lift, kind: 'extend-retention', tag: null, days: 60, state: 'done' } as const;
    expect(judgeGuard(known({ acts: [own] }), seen(['case7'], { days: 60 })).findings).toEqual([]);
    expect(judgeGuard(known(), seen(['case7'], { days: 60 }))).toMatchObject({
      differs: false,
      recorded: { days: 60 },
      findings: [{ type: 'retention.changed-outside', detail: { weaker: false } }],
    });
  });
});

describe('the tag of a hold', () => {
  it('is what Azure takes of a case reference, the same each time', () => {
    expect(holdTagOf('LIT-2026/044')).toBe('lit2026044');
    expect(holdTagOf('No. 1')).toBe('no1');
    expect([holdTagOf('§ 1'), holdTagOf('a'.repeat(24))]).toEqual([null, null]);
    expect(incidentHoldTag('INC-2026-0001')).toBe('inc20260001');
  });
});
