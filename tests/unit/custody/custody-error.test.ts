import { expect, it, vi } from 'vitest';
import { CustodyError } from '../../../lib/custody/custody-error.ts';

class Narrower extends CustodyError {}

it('is known in every bundle of a process that holds a copy of its class', async () => {
  vi.resetModules();
  const other = await import('../../../lib/custody/custody-error.ts');
  expect(other.CustodyError).not.toBe(CustodyError);
  const thrown = new other.CustodyError('conflict', 'It is being changed.');
  expect(thrown instanceof CustodyError).toBe(true);
  expect(new Narrower('conflict', 'It is being changed.') instanceof other.CustodyError).toBe(true);
});

it('takes nothing else for one, and a narrower one for no other', () => {
  const error = new CustodyError('conflict', 'It is being changed.');
  expect(error instanceof Narrower).toBe(false);
  expect(new Narrower('conflict', 'It is being changed.') instanceof Narrower).toBe(true);
  for (const value of [new Error('no'), { code: 'conflict', message: 'no' }, null, 'conflict'])
    expect((value as unknown) instanceof CustodyError).toBe(false);
});
