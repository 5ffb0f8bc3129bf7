import { describe, expect, it } from 'vitest';
import { isAnswerFile } from '../../../lib/procedures/console/next-line.ts';

const run = '7f3c5f0e-2f55-4d8a-9c1d-0a6a3f1b2c4d';

describe('the file in which a device says that an answer lies', () => {
  it.each([`/tmp/hf-${run}.json`, `C:\\Windows\\Temp\\hf-${run}.json`, `/Users/Zoë/hf-${run}.json`])(
    'is fetched by itself: %s',
    (path) => expect(isAnswerFile(path, run)).toBe(true),
  );

  it.each([
    ['another file', '/etc/shadow'],
    ['that of another run', '/tmp/hf-another.json'],
    ['a line break', `/tmp/a\n/hf-${run}.json`],
    ['an escape', `/tmp/\u001b[2J/hf-${run}.json`],
    ['signs that turn the reading', `/tmp/\u202e/hf-${run}.json`],
    ['no end', `/${'long/'.repeat(300)}hf-${run}.json`],
  ])('is not where it is %s, or has it', (_what, path) => expect(isAnswerFile(path, run)).toBe(false));
});
