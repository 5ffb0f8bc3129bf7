import { describe, expect, it } from 'vitest';
import { type Control, controlKey, demandWords, mendWords } from '../../../lib/posture/control.ts';
import { controlDrift } from '../../../lib/posture/control-drift.ts';
import type { ControlException } from '../../../lib/posture/control-exception.ts';
import { type ControlState, evaluateControl } from '../../../lib/posture/evaluate-control.ts';
import type { GuardedRight } from '../../../lib/posture/guarded-right.ts';
import { noon, place } from './build-snapshot.ts';
import { evaluate, facts, noHistory, read } from './control-facts.ts';

const account = place('locker');
const container = place('inc-1');

describe('an exception', () => {
  const control: Control = { kind: 'two-controllers' };
  const one = { controllers: read(['a']) };
  const exception: ControlException = {
    key: controlKey(control),
    raw: 'a',
    reason: 'The second controller is on leave until Monday.',
    requestedBy: 'anna',
    approvals: [
      { by: 'ben', at: '2026-11-20T08:00:00Z' },
      { by: 'cara', at: '2026-11-20T09:00:00Z' },
    ],
    expiresAt: '2026-11-23T08:00:00Z',
  };

  it('turns a failure into excepted, and says until when and by whom', () => {
    expect(excepted(exception)).toMatchObject({ verdict: 'excepted', raw: 'a', exception });
    expect(excepted(exception).why).not.toBe('');
  });

  it.each<[string, Partial<ControlException>]>([
    ['that has expired', { expiresAt: noon }],
    ['with a date that cannot be read', { expiresAt: 'never' }],
    ['for another value', { raw: 'b' }],
    ['for another control', { key: 'lock /x' }],
    ['with one approval', { approvals: exception.approvals.slice(1) }],
    [
      'approved twice by one person',
      { approvals: [...exception.approvals.slice(1), { by: 'CARA', at: noon }] },
    ],
    ['approved by who asked for it', { requestedBy: 'Ben' }],
    [
      'approved only later',
      { approvals: exception.approvals.map(({ by }) => ({ by, at: '2026-11-22T00:00:00Z' })) },
    ],
  ])('%s does not count', (_, changed) => {
    expect(excepted({ ...exception, ...changed })).toMatchObject({ verdict: 'fail', exception: null });
  });

  it('does not make unknown anything else, nor a pass', () => {
    const history = { ...noHistory, exceptions: [{ ...exception, raw: 'not read' }] };
    const unread = { controllers: { kind: 'unread', why: 'no-answer', at: noon } } as const;
    expect(evaluate(control, unread, history).verdict).toBe('unknown');
    expect(evaluate(control, { controllers: read(['a', 'b']) }, history).verdict).toBe('pass');
  });

  function excepted(given: ControlException): ControlState {
    return evaluate(control, one, { ...noHistory, exceptions: [given] });
  }
});

describe('over time', () => {
  const control: Control = { kind: 'two-controllers' };
  const earlier = (value: readonly string[]) =>
    evaluateControl(
      control,
      facts({ controllers: { kind: 'read', value, at: '2026-11-20T00:00:00Z' } }),
      noHistory,
      noon,
    );

  it('says since when, as long as the verdict stays, whatever the value', () => {
    const last = new Map([[controlKey(control), earlier(['a'])]]);
    expect(evaluate(control, { controllers: read(['b']) }, { ...noHistory, last }).since).toBe(
      '2026-11-20T00:00:00Z',
    );
    expect(evaluate(control, { controllers: read(['a', 'b']) }, { ...noHistory, last }).since).toBe(noon);
  });

  it('drift names what got worse, better or other, and nothing that stayed or is new', () => {
    const before = earlier(['a', 'b']);
    const states = new Map([[before.key, before]]);
    const now = (value: readonly string[]) => evaluate(control, { controllers: read(value) });
    expect(controlDrift(states, [now(['a'])])).toMatchObject([{ kind: 'worse', key: before.key }]);
    expect(controlDrift(states, [evaluate(control, {})])).toMatchObject([{ kind: 'worse' }]);
    expect(controlDrift(states, [now(['a', 'c'])])).toMatchObject([{ kind: 'other-value' }]);
    expect(controlDrift(states, [now(['a', 'b'])])).toEqual([]);
    expect(controlDrift(new Map(), [now(['a'])])).toEqual([]);
    expect(controlDrift(new Map([[before.key, now(['a'])]]), [before])).toMatchObject([{ kind: 'better' }]);
  });

  const held = (right: GuardedRight, scope: string): Control => ({
    kind: 'right-held-by-controllers',
    right,
    scope,
    controllers: [],
    bothMustHold: false,
    alsoAllowed: [],
    productIdentities: [],
    standing: 'forbidden',
  });

  it('every control has a key of its own, a demand and a way to mend it', () => {
    const list: readonly Control[] = [
      control,
      held('read-blobs', account),
      held('write-blobs', account),
      held('read-blobs', container),
      { kind: 'identity-within-its-role', identity: 'id-mi', name: 'reader', actions: [], dataActions: [] },
      { kind: 'lock', scope: account },
      { kind: 'lock', scope: container },
      { kind: 'retention-locked', container, days: 1 },
      { kind: 'legal-hold', container, tag: null },
      { kind: 'public-network-off', account },
      { kind: 'shared-keys-off', account },
      { kind: 'minimum-tls', account },
      { kind: 'anonymous-access-off', account },
      { kind: 'blob-logs', account, workspace: '/workspace' },
      { kind: 'private-endpoints', account, endpoints: [] },
      { kind: 'network-rules-deny', account, rules: [], bypass: [] },
    ];
    expect(new Set(list.map(controlKey)).size).toBe(list.length);
    for (const one of list) expect(`${demandWords(one)} ${mendWords(one)}`).toMatch(/^[A-Z].+\. [A-Z].+\.$/);
  });
});
