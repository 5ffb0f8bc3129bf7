import { describe, expect, it } from 'vitest';
import { type Collection, collectionState, readCollection } from '../../../lib/custody/console/collection.ts';
import { planCommand } from '../../../lib/custody/console/plan-command.ts';

const uac = { fileName: 'uac-3.3.0.tar.gz', sha256: 'a'.repeat(64) };
const dfir = { fileName: 'DFIR-Script.ps1', sha256: 'b'.repeat(64) };
const pinned = [uac, dfir, { fileName: 'hf-dir.sh', sha256: 'c'.repeat(64) }];
const [posix, windows] = ['hf-collect-uac.sh', 'hf-collect-dfir.ps1'];

describe('what a person gives a collector’s wrapper', () => {
  it.each([
    [posix, null, { phase: 'start', ...uac, option: null }],
    [posix, '-profile full', { phase: 'start', ...uac, option: 'full' }],
    [posix, '-archive uac-3.3.0.tar.gz', { phase: 'start', ...uac, option: null }],
    [windows, '-Days 10', { phase: 'start', ...dfir, option: '10' }],
    [posix, '-run c-1', { phase: 'look', run: 'c-1', nth: 1 }],
  ] as const)('%s %s', (script, parameters, collection) => {
    expect(readCollection(script, parameters, pinned)).toEqual({ collection });
  });

  it.each([
    [posix, null, [dfir], /No reviewed UAC is there/],
    [
      posix,
      null,
      [uac, { ...uac, fileName: 'uac-3.2.0.tar.gz' }],
      /-archive takes the one to use: uac-3.3.0/,
    ],
    [posix, '-archive other.tar.gz', pinned, /-archive takes the one to use/],
    [posix, '-profile ../x', pinned, /UAC has no profile “..\/x”/],
    [windows, '-days many', pinned, /has no days “many”/],
    [posix, '-days 2', pinned, /takes no -days/],
    [posix, '-run c-1 -profile full', pinned, /nothing else stands beside it/],
    [posix, '-run ../c', pinned, /takes the name of a collection/],
  ] as const)('%s %s is refused', (script, parameters, files, why) => {
    expect(readCollection(script, parameters, files)).toEqual({ refusal: expect.stringMatching(why) });
  });

  it('is left as it is for other scripts, and where the argument is written by hand', () => {
    expect(readCollection('hf-dir.sh', '-path /etc', pinned)).toBeNull();
    expect(readCollection(posix, 'eyJhY3EiOiJ4In0=', pinned)).toBeNull();
  });
});

describe('what is sent for a collection', () => {
  const sent = (system: 'linux' | 'windows', script: string, collection: Collection) => {
    const plan = planCommand(
      { name: 'run', script, parameters: null, collection },
      {
        ...{ system, state: { folder: '/srv', trace: false }, run: 'line-1' },
        ...{ sha256Of: () => null, nameOf: () => null, putAwayBy: () => null },
      },
    );
    if (plan.by !== 'live-response') throw new Error(plan.by);
    return plan.steps.map((step) =>
      step.type === 'RunScript' ? JSON.parse(Buffer.from(step.args ?? '', 'base64').toString()) : step,
    );
  };

  it('is the collector’s file, then its wrapper with the digest that the review pinned', () => {
    expect(sent('linux', posix, { phase: 'start', ...uac, option: null })).toEqual([
      { type: 'PutFile', fileName: uac.fileName },
      {
        acq: 'line-1',
        cwd: '/srv',
        phase: 'start',
        run: 'line-1',
        archive: uac.fileName,
        sha256: uac.sha256,
      },
    ]);
    expect(sent('windows', windows, { phase: 'start', ...dfir, option: '10' }).at(-1)).toMatchObject({
      script: expect.stringMatching(/^C:\\ProgramData\\.*\\Downloads\\DFIR-Script\.ps1$/),
      ...{ run: 'line-1', sha256: dfir.sha256, days: 10 },
    });
  });

  it('is for a look only the wrapper, with the name of the collection', () => {
    expect(sent('linux', posix, { phase: 'look', run: 'c-1', nth: 3 })).toEqual([
      { acq: 'line-1', cwd: '/srv', phase: 'look', run: 'c-1', wait: 240 },
    ]);
  });
});

describe('what a wrapper says of its collection', () => {
  const start = { phase: 'start', ...uac, option: null } as const;
  const state = (collection: Collection, item: Record<string, unknown> | undefined) =>
    collectionState(posix, collection, item, 'line-1');

  it('is looked at again while it runs, and not for ever', () => {
    const running = { state: 'running', path: '/tmp/hf-uac-line-1' };
    expect(state(start, running)).toEqual({
      ...{ state: 'running', next: { phase: 'look', run: 'line-1', nth: 1 } },
    });
    expect(state({ phase: 'look', run: 'c-1', nth: 59 }, running)).toMatchObject({ next: { nth: 60 } });
    expect(state({ phase: 'look', run: 'c-1', nth: 60 }, running)).toMatchObject({ next: null });
  });

  it('gives the archive of its own run, and no other file of the device', () => {
    const look = { phase: 'look', run: 'c-1', nth: 1 } as const;
    const ended = (path: string) => state(look, { state: 'ended', path, exitCode: 0 }).state;
    expect(ended('/tmp/hf-uac-c-1/hf-uac-c-1.tar.gz')).toBe('ended');
    for (const path of [
      ...['/etc/shadow', '/tmp/hf-uac-c-2/hf-uac-c-2.tar.gz', '/etc/hf-uac-c-1.tar.gz'],
      ...['/tmp/hf-uac-c-1/../hf-uac-c-1.tar.gz', '/tmp/\u202e/hf-uac-c-1/hf-uac-c-1.tar.gz'],
    ])
      expect(ended(path), path).toBe('elsewhere');
  });

  it('has failed where it ended without an archive, or says nothing', () => {
    expect(state(start, { state: 'failed', path: '/tmp/hf-uac-line-1' })).toEqual({ state: 'failed' });
    expect(state(start, undefined)).toEqual({ state: 'failed' });
  });
});
