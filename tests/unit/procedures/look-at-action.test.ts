import { describe, expect, it } from 'vitest';
import type { DefenderAction } from '../../../lib/custody/live-response.ts';
import type { DeviceActionRecord } from '../../../lib/ports/device-desk.ts';
import type { DeviceReader } from '../../../lib/ports/device-response.ts';
import { lookAtAction } from '../../../lib/procedures/device/look-at-action.ts';

const signal = new AbortController().signal;

describe('a look at what Defender does', () => {
  it('is one list for all actions that wait long for their devices, and one call for each of the others', async () => {
    const { reader, calls } = counting(['one', 'two']);
    for (const id of ['one', 'two', 'one']) await lookAtAction(reader, waited(20), id, signal);
    expect(calls).toEqual(['list']);
    await lookAtAction(reader, waited(1), 'one', signal);
    expect(calls).toEqual(['list', 'one']);
  });

  it('asks by id for one that is open no more, whose end has its commands', async () => {
    const { reader, calls } = counting([]);
    await expect(lookAtAction(reader, waited(20), 'one', signal)).resolves.toMatchObject({ id: 'one' });
    expect(calls).toEqual(['list', 'one']);
  });
});

function waited(tries: number): DeviceActionRecord {
  return { tries } as DeviceActionRecord;
}

function counting(open: readonly string[]) {
  const calls: string[] = [];
  const reader = {
    actions: async () => {
      calls.push('list');
      return open.map((id) => ({ id }) as DefenderAction);
    },
    action: async (id: string) => {
      calls.push(id);
      return { id } as DefenderAction;
    },
  } as unknown as DeviceReader;
  return { reader, calls };
}
