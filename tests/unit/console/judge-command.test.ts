import { describe, expect, it } from 'vitest';
import { commandNames } from '../../../lib/custody/console/console-command.ts';
import {
  type CommandSituation,
  type CommandVerdict,
  judgeCommand,
} from '../../../lib/custody/console/judge-command.ts';
import { parseCommand } from '../../../lib/custody/console/parse-command.ts';
import { deviceHealths } from '../../../lib/custody/device.ts';
import { cellsOf, grids, table } from './command-grids.ts';

const lineOf = (text: string) => {
  const parsed = parseCommand(text);
  if (parsed.kind !== 'command') throw new Error(`${text}: ${JSON.stringify(parsed)}`);
  return parsed.line;
};

const ours = [
  ...['connections', 'dir', 'drivers', 'fileinfo', 'findfile', 'persistence', 'processes', 'registry'],
  ...['scheduledtasks', 'services', 'startupfolders', 'stop-process', 'quarantine', 'restore'],
  'remove-persistence',
];
const ready = new Map(
  [...ours.flatMap((name) => [`hf-${name}.ps1`, `hf-${name}.sh`]), 'x.ps1'].map(
    (name) => [name, 'ready'] as const,
  ),
);

const free: CommandSituation = {
  device: { name: 'ws-114', system: 'windows', health: 'active', onboarding: 'onboarded' },
  right: 'advanced',
  automation: 'set',
  identities: ['deviceReader', 'deviceCollector', 'deviceResponder', 'librarian'],
  session: 'open',
  ran: [],
  scripts: ready,
  busy: false,
  extensions: false,
};

const judge = (text: string, over: Partial<CommandSituation> = {}) =>
  judgeCommand(lineOf(text), { ...free, ...over });
const on = (
  system: CommandSituation['device']['system'],
  over: Partial<CommandSituation['device']> = {},
) => ({
  device: { ...free.device, system, ...over },
});

const systems = { W: 'windows', S: 'windows-server', M: 'macos', L: 'linux', other: 'other' } as const;

const silent = { health: 'inactive' } as const;
const deviceStates: Readonly<Record<string, [Partial<CommandSituation['device']>, busy: boolean]>> = {
  active: [{}, false],
  silent: [silent, false],
  unsaid: [{ onboarding: null }, false],
  away: [{ onboarding: 'CanBeOnboarded' }, false],
  busy: [{}, true],
  'silent+busy': [silent, true],
};

const noteLetters: readonly (readonly [string, RegExp])[] = [
  ['a', /automation level is not known/],
  ['q', /queues the command for up to three days/],
  ['u', /does not say whether it is onboarded/],
  ['w', /one at a time: this one waits/],
];

describe('command by system, right, group and state of the device', () => {
  it.each(table)('%s: %s', (_name, line, kind, exists) => {
    for (const [letter, system] of Object.entries(systems)) {
      for (const [right, automation, state, cell] of cellsOf(grids[kind])) {
        const [device = {}, busy = false] = deviceStates[state] ?? [];
        const verdict = judge(line, {
          ...on(system, device),
          ...{ right: right as 'none', automation: automation as 'none', busy },
        });
        const expected = exists.split(' ').includes(letter) ? cell : 'system';
        expect(shortOf(verdict), [line, system, right, automation, state].join(', ')).toBe(expected);
      }
    }
  });

  it('leaves out no command, and crosses everything that there is', () => {
    expect(new Set(table.map(([name]) => name))).toEqual(new Set(commandNames));
    for (const grid of Object.values(grids)) {
      const cells = cellsOf(grid);
      expect(new Set(cells.map((one) => one.slice(0, 3).join(' '))).size).toBe(3 * 3 * 6);
      expect(new Set(cells.map(([, , state]) => state))).toEqual(new Set(Object.keys(deviceStates)));
    }
  });

  it.each(deviceHealths.filter((health) => health !== 'active'))(
    'takes no device for online that says: %s',
    (health) => expect(shortOf(judge('dir', on('linux', { health })))).toBe('q'),
  );
});

describe('a refusal says what would help', () => {
  it.each([
    ['dir', { session: 'none' }, 'There is no session: type connect first.'],
    ['dir', on('other'), 'Live response does not know this device’s operating system.'],
    [
      'isolate',
      {},
      'isolate does not exist on Windows and Windows Server. It is a response action on the device’s page.',
    ],
    ['dir', { right: 'none' }, 'You have no live response right on the device group of ws-114.'],
    [
      'putfile a.exe',
      { right: 'basic' },
      'putfile needs the advanced live response right; yours on this device is basic.',
    ],
    [
      'dir',
      { automation: 'none' },
      'The device’s group has no automation level, so Defender refuses: an administrator sets at least the lowest one.',
    ],
    [
      'dir',
      { identities: ['deviceReader', 'librarian'] },
      'Holdfast’s collector identity is not set up in this installation.',
    ],
    [
      'dir',
      { identities: ['deviceReader', 'deviceCollector'] },
      'Holdfast’s librarian identity is not set up in this installation.',
    ],
    ['remediate service x -auto', on('macos'), 'remediate service does not exist on macOS.'],
    [
      'scan',
      { ...on('linux'), identities: ['deviceCollector'] },
      'Holdfast’s responder identity is not set up in this installation.',
    ],
    [
      'dir',
      on('windows', { onboarding: 'CanBeOnboarded' }),
      'ws-114 is not onboarded to Defender, which therefore cannot reach it.',
    ],
    ['dir', { scripts: new Map() }, 'hf-dir.ps1 is not in the tenant’s library: a librarian uploads it.'],
    [
      'processes',
      { scripts: new Map([['hf-processes.ps1', 'altered']]) },
      'hf-processes.ps1 in the tenant’s library is not the reviewed version: its SHA-256 differs. It does not run.',
    ],
    [
      'run x.ps1',
      { scripts: new Map([['x.ps1', 'not-reviewed']]) },
      'x.ps1 has not been reviewed by a second person. It does not run.',
    ],
    [
      'run x.ps1',
      { scripts: new Map([['x.ps1', 'unsigned']]) },
      'x.ps1 is unsigned, and this tenant’s Defender runs signed PowerShell only.',
    ],
    [
      'getfile a.exe',
      {},
      'getfile needs fileinfo of the same thing first: run it, or add -auto to have it run.',
    ],
    ['remediate scheduledtask x -auto', on('linux'), 'remediate scheduledtask does not exist on Linux.'],
  ] as readonly [string, Partial<CommandSituation>, string][])('%s, %o', (line, over, sentence) => {
    expect(judge(line, over)).toMatchObject({ allowed: false, sentence });
  });
});

describe('what runs first', () => {
  it('fileinfo of the same file, unless it ran in this session', () => {
    const fileinfo = { name: 'fileinfo', path: 'a.exe' } as const;
    expect(judge('getfile a.exe -auto')).toMatchObject({ allowed: true, first: [fileinfo] });
    expect(judge('getfile a.exe', { ran: [fileinfo] })).toMatchObject({ allowed: true, first: [] });
    expect(judge('getfile b.exe', { ran: [fileinfo] })).toMatchObject({ because: 'prerequisite' });
  });

  it('a file is described and taken into custody before it is put away', () => {
    expect(judge('remediate file a.exe -auto')).toMatchObject({
      allowed: true,
      first: [
        { name: 'fileinfo', path: 'a.exe' },
        { name: 'getfile', path: 'a.exe' },
      ],
    });
  });
});

describe('what is not known is said and never hidden', () => {
  it.each([
    [{ automation: 'unknown' }, /automation level is not known/],
    [on('windows', { health: 'inactive' }), /queues the command for up to three days/],
    [on('windows', { onboarding: null }), /does not say whether it is onboarded/],
    [{ busy: true }, /one at a time/],
  ] as readonly [Partial<CommandSituation>, RegExp][])('%o', (over, note) => {
    const verdict = judge('dir', over);
    expect(verdict.allowed && verdict.notes.join('\n')).toMatch(note);
  });

  it('nothing is said of a device by a command that never reaches it', () => {
    expect(judge('jobs', { automation: 'unknown', busy: true })).toMatchObject({ allowed: true, notes: [] });
  });

  it('connections off Windows is our own extension and needs its switch', () => {
    expect(judge('connections', on('linux'))).toMatchObject({ because: 'system' });
    expect(judge('connections', { ...on('linux'), extensions: true })).toMatchObject({
      allowed: true,
      notes: [expect.stringContaining('an extension of Holdfast’s own')],
    });
  });
});

function shortOf(verdict: CommandVerdict): string {
  if (!verdict.allowed) return verdict.because;
  const said = verdict.notes.join('\n');
  return noteLetters.flatMap(([letter, note]) => (note.test(said) ? [letter] : [])).join('') || '+';
}
