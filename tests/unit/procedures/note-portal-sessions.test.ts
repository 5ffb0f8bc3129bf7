import { describe, expect, it } from 'vitest';
import type { PortalAct } from '../../../lib/ports/foreign-actions.ts';
import { notePortalSessions } from '../../../lib/procedures/device/note-portal-sessions.ts';
import type { ProcedureContext } from '../../../lib/procedures/procedure.ts';

const session = {
  Timestamp: '2026-11-20T10:00:00Z',
  ActionType: 'RunLiveResponseSession',
  RawEventData: { DeviceName: 'pc', UserId: 'someone@example.com' },
};

describe('Microsoft’s audit of its portal', () => {
  it('was read whole where every entry is understood', async () => {
    expect(await reading([session])).toEqual({ devices: ['pc'], problem: null });
  });

  it.each([
    ['names no device', { ...session, RawEventData: { UserId: 'someone@example.com' } }],
    ['is no JSON', { ...session, RawEventData: '{"DeviceName":' }],
    ['has no moment', { ...session, Timestamp: 'soon' }],
  ])('was not read whole where an entry %s, which keeps nothing else back', async (_what, entry) => {
    expect(await reading([entry, session])).toEqual({
      devices: ['pc'],
      problem: '1 of 2 entries name no device, or are in a shape that is not known.',
    });
  });
});

/** What is noted of these rows, and what is said of the reading. */
async function reading(rows: readonly object[]) {
  let [acts, problem]: [readonly PortalAct[], string | null] = [[], 'not kept'];
  const register = {
    look: {
      unseenPortalActs: async (seen: readonly PortalAct[]) => {
        acts = seen;
        return [];
      },
    },
    keepPortalReading: async (said: string | null) => {
      problem = said;
    },
  };
  const hunting = { run: async () => ({ value: { columns: [], rows, truncated: false }, azure: [] }) };
  const context = { register, devices: { hunting } } as unknown as ProcedureContext;
  await notePortalSessions(context, new AbortController().signal);
  return { devices: acts.map(({ deviceName }) => deviceName), problem };
}
