import { describe, expect, it } from 'vitest';
import { judgeActivity } from '../../../lib/reconcile/judge-activity.ts';
import { acquirer, cleared, entry, policy, snapshot, table } from './activity-table.ts';
import { knowledge, places } from './knowledge.ts';

describe('an entry of the activity log', () => {
  it.each(table)('%s', (_, record, expected) => {
    const gone = places.foreignSnapshot.replace('nightly', 'gone').toLowerCase();
    const known = knowledge();
    const judged = judgeActivity(record, {
      ...known,
      snapshotSources: new Map([...known.snapshotSources, [gone, null]]),
    });
    const said =
      judged.kind === 'finding'
        ? judged.finding.kind
        : judged.kind === 'explained'
          ? judged.how
          : judged.kind;
    expect(said).toBe(expected);
  });

  it('stands on the item of the disk, and a change of a container on its incident', () => {
    expect(judgeActivity(entry(snapshot, places.foreignSnapshot), knowledge())).toMatchObject({
      item: { evidenceId: 'item-1' },
    });
    expect(
      judgeActivity(entry(policy, `${places.container}/immutabilityPolicies/default`), knowledge()),
    ).toMatchObject({ item: null, incidentId: 'incident-1' });
  });

  it('says of a hold that was cleared during a decided lift that who did it is unknown, or was none of those who agreed', () => {
    const words = [null, 'stranger'].map((one) => {
      const judged = judgeActivity(cleared(one), knowledge());
      return judged.kind === 'finding' ? judged.finding.words : judged.kind;
    });
    expect(words).toEqual([expect.stringContaining('is unknown'), expect.stringContaining('none of the')]);
  });

  it('tells a call of the product that Azure refused, so that its arrival is known', () => {
    expect(
      judgeActivity(
        entry(snapshot, places.ownSnapshot, { ...acquirer, status: 'Failed', correlationId: 'known-call' }),
        knowledge(),
      ),
    ).toEqual({ kind: 'refused', eventId: 'event-1' });
  });
});
