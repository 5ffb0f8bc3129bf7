import { describe, expect, it } from 'vitest';
import type { CommandRecord } from '../../../lib/ports/console-desk.ts';
import type { CommandEnd } from '../../../lib/procedures/console/end-command.ts';
import { followCommand } from '../../../lib/procedures/console/follow-command.ts';
import type { ProcedureContext } from '../../../lib/procedures/procedure.ts';

const command = {
  ...{
    id: 'c-1',
    n: 1,
    line: 'processes',
    actionId: 'a-1',
    state: 'running',
    command: { name: 'processes' },
  },
  session: { id: 's-1', device: { name: 'pc' }, person: {}, closedAt: null, incidentId: 'i', deviceId: 'd' },
} as unknown as CommandRecord;

describe('a line whose output is larger than is read', () => {
  it('ends, with its item, and does not say that the script did what it was asked', async () => {
    const { state, words, exhibitNumbers } = await endOf(String(33n << 20n));
    expect({ state, exhibitNumbers }).toEqual({ state: 'failed', exhibitNumbers: ['EV-2026-0001'] });
    expect(words).toContain('is not known');
  });
});

/** How the line ends whose one sealed output has so many bytes. */
async function endOf(sizeBytes: string): Promise<CommandEnd> {
  const acquisition = {
    exhibitNumber: 'EV-2026-0001',
    source: { device: {}, output: { kind: 'command-output', index: 0, scriptName: 'hf-processes.ps1' } },
    steps: {
      'seal-evidence': { state: 'done' },
      'hash-source': { outcome: { kind: 'digests', digests: { sizeBytes } } },
    },
  };
  let ended: CommandEnd | null = null;
  const desk = {
    endConsoleCommand: async (_id: string, end: CommandEnd) => {
      ended = end;
    },
  };
  const register = {
    look: {
      deviceAction: async () => ({ state: 'ended', problem: null, seen: { state: 'succeeded' } }),
      acquisitionsByRequestKey: async () => [{ id: 'q-1' }],
      acquisition: async () => acquisition,
    },
    record: async (_actor: unknown, _may: unknown, fn: (given: typeof desk) => Promise<unknown>) => {
      await fn(desk);
    },
  };
  const worker = { id: 'w', address: '127.0.0.1' };
  const locker = { open: async () => ({ sizeBytes: BigInt(sizeBytes) }) };
  const context = { register, worker, locker } as unknown as ProcedureContext;
  await followCommand(context, command, new AbortController().signal);
  if (ended === null) throw new Error('it did not end');
  return ended;
}
