import { describe, expect, it } from 'vitest';
import type { DefenderAction } from '../../../lib/custody/live-response.ts';
import type { DeviceActionRecord } from '../../../lib/ports/device-desk.ts';
import type { DeviceReader } from '../../../lib/ports/device-response.ts';
import { lookAtAction } from '../../../lib/procedures/device/look-at-action.ts';
import type { ProcedureContext } from '../../../lib/procedures/procedure.ts';

const signal = new AbortController().signal;

describe('a look at what Defender does', () => {
  it('is one list for all actions that wait long for their devices, and one call for each of the others', async () => {
    const { contexts, calls } = counting(['one', 'two']);
    const [mine, another] = contexts;
    for (const id of ['one', 'two', 'one']) await lookAtAction(mine, waited(20), id, signal);
    expect(calls).toEqual(['list']);
    await lookAtAction(another, waited(20), 'two', signal); // of another worker
    expect(calls).toEqual(['list']);
    await lookAtAction(mine, waited(1), 'one', signal);
    expect(calls).toEqual(['list', 'one']);
  });

  it('asks by id for one that is open no more, whose end has its commands', async () => {
    const { contexts, calls } = counting([]);
    await expect(lookAtAction(contexts[0], waited(20), 'one', signal)).resolves.toMatchObject({ id: 'one' });
    expect(calls).toEqual(['list', 'one']);
  });

  it('keeps nothing of what others asked for: what they gave their scripts may be secret', async () => {
    const { contexts, kept } = counting(['one']);
    await lookAtAction(contexts[0], waited(20), 'one', signal);
    expect(kept()).toMatchObject([{ id: 'one' }]);
  });
});

function waited(tries: number): DeviceActionRecord {
  return { tries } as DeviceActionRecord;
}

/** Two workers with one register between them, whose turn never comes again. */
function counting(open: readonly string[]) {
  const calls: string[] = [];
  let [turns, kept]: [number, readonly DefenderAction[] | null] = [0, null];
  const reader = {
    actions: async () => {
      calls.push('list');
      const ours = open.map((id) => ({ id, comment: `[holdfast:${id}] why` }) as DefenderAction);
      return [...ours, { id: 'of-another', comment: 'token=abc' } as DefenderAction];
    },
    action: async (id: string) => {
      calls.push(id);
      return { id } as DefenderAction;
    },
  } as unknown as DeviceReader;
  const register = {
    claimDeviceRound: async () => {
      turns += 1;
      return turns === 1;
    },
    keepOpenActions: async (read: readonly DefenderAction[]) => {
      kept = read;
    },
    openActionsWithin: async () => kept,
  };
  const context = () => ({ register, devices: { reader } }) as unknown as ProcedureContext;
  return { contexts: [context(), context()] as const, calls, kept: () => kept };
}
