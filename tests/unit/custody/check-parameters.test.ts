import { describe, expect, it } from 'vitest';
import { refusedArgument, refusedParameters } from '../../../lib/custody/script/check-parameters.ts';
import { parametersOf, type ScriptParameters } from '../../../lib/custody/script/script-parameters.ts';

const lines = 'days integer required How many days back\nfolder string optional Where to look';
const schema = parametersOf(lines) as ScriptParameters;
const ours = parametersOf(
  'path string required The folder\npid integer optional The process',
) as ScriptParameters;
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('what a person gives a reviewed script', () => {
  it.each(['-days 8', '--days 8 --folder "/var/log old"', '--days=8', "-days:8 -folder ''", '-days -3'])(
    'is taken where its review says so: %s',
    (text) => {
      expect(refusedParameters('times.sh', text, schema)).toBeNull();
    },
  );

  it.each([
    [null, 'times.sh needs -days: How many days back.'],
    ['-folder /tmp', 'times.sh needs -days: How many days back.'],
    ['-days eight', '-days takes a whole number, not “eight”.'],
    ['-days', '-days needs a value.'],
    ['-days 1 -days 2', '-days is given twice.'],
    ['-days 1 -force yes', 'times.sh takes no -force. times.sh takes -days, -folder.'],
    ['8', '“8” belongs to no parameter. times.sh takes -days, -folder.'],
    ['-Days 8', 'times.sh takes no -Days. times.sh takes -days, -folder.'],
  ])('is refused by the name of the parameter: %s', (text, refusal) => {
    expect(refusedParameters('times.sh', text, schema)).toBe(refusal);
  });

  it('has no case in PowerShell', () => {
    expect(refusedParameters('times.ps1', '-Days 8', schema)).toBeNull();
  });

  it('is one base64 object for a script of ours', () => {
    expect(refusedArgument('hf-dir.sh', encoded({ acq: 'a', cwd: '/', path: '/etc' }), ours)).toBeNull();
    expect(refusedArgument('hf-dir.sh', encoded({ path: '/etc', pid: null }), ours)).toBeNull();
    expect(refusedArgument('hf-dir.sh', encoded({ acq: 'a' }), ours)).toBe('hf-dir.sh needs path.');
    expect(refusedArgument('hf-dir.sh', encoded({ path: '/', pid: '4' }), ours)).toBe(
      'pid takes a whole number.',
    );
    expect(refusedArgument('hf-dir.sh', encoded({ path: '/', sudo: 'y' }), ours)).toContain('takes no sudo');
    for (const text of [null, '-path /etc', encoded([1]), encoded('x')])
      expect(refusedArgument('hf-dir.sh', text, ours)).toContain('takes one argument');
  });
});
