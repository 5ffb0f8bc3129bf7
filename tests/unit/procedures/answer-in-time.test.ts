import { describe, expect, it } from 'vitest';
import { CustodyError } from '../../../lib/custody/custody-error.ts';
import { answerInTime } from '../../../lib/procedures/answer-in-time.ts';

const silent = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('an answer from outside', () => {
  it('that does not come in time is a refusal in words; every other error stays what it is', async () => {
    await expect(answerInTime(10, 'It is silent.', silent)).rejects.toMatchObject({
      code: 'cloud-unavailable',
      message: 'It is silent.',
    });
    const refused = new CustodyError('throttled', 'Later.');
    const refuse = async (signal: AbortSignal) => await silent(signal).catch(() => Promise.reject(refused));
    await expect(answerInTime(10, 'It is silent.', refuse)).rejects.toBe(refused);
    const bug = new TypeError('x is not a function');
    await expect(answerInTime(10_000, 'It is silent.', () => Promise.reject(bug))).rejects.toBe(bug);
    expect(await answerInTime(10_000, 'It is silent.', async () => 7)).toBe(7);
  });
});
