import { expect, it } from 'vitest';
import { type Portal, PortalRefusal } from '../../../lib/cli/portal.ts';
import { signedRecord } from '../../../lib/cli/signed-record.ts';

const record = { index: '7', body: '', salt: '', entry: '', hashes: [], note: '' };

it('asks again for a record that is not signed yet, or while the portal fails', async () => {
  const { portal, asked } = answering([
    new PortalRefusal('not-signed-yet', 'No signed checkpoint covers this event yet.', []),
    new Error('The database does not answer.'),
  ]);
  expect(await signedRecord(portal, '/record')).toEqual(record);
  expect(asked).toHaveLength(3);
});

it.each(['not-found', 'forbidden', 'invalid-input', 'withheld', 'conflict'])(
  'asks once where the portal says %s',
  async (code) => {
    const { portal, asked } = answering([new PortalRefusal(code, 'No.', [])]);
    await expect(signedRecord(portal, '/record')).rejects.toThrow('No.');
    expect(asked).toHaveLength(1);
  },
);

it('asks once where the answer is no record', async () => {
  const { portal, asked } = answering([], {});
  await expect(signedRecord(portal, '/record')).rejects.toThrow('index');
  expect(asked).toHaveLength(1);
});

/** A portal that fails with these, one after the other, and then answers. */
function answering(failures: readonly Error[], answer: unknown = record) {
  const asked: string[] = [];
  const get = async (path: string) => {
    asked.push(path);
    const failure = failures[asked.length - 1];
    if (failure !== undefined) throw failure;
    return answer;
  };
  return { portal: { get } as unknown as Portal, asked };
}
