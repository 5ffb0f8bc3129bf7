import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandNames } from '../../../lib/custody/console/console-command.ts';
import { parseCommand } from '../../../lib/custody/console/parse-command.ts';
import { type PlanSituation, planCommand } from '../../../lib/custody/console/plan-command.ts';
import { scriptArgument } from '../../../lib/custody/console/script-argument.ts';

const digest = 'ab'.repeat(32);
const windows: PlanSituation = {
  system: 'windows',
  state: { folder: 'C:\\Users\\ana', trace: false },
  run: 'run-7',
  sha256Of: (path) => (path === 'C:\\Users\\ana\\bad.exe' ? digest : null),
  nameOf: (pid) => (pid === 812 ? 'evil.exe' : null),
  putAwayBy: (what) => (what === 'HKEY_LOCAL_MACHINE\\Run\\\\x' ? 'run-3' : null),
};
const linux: PlanSituation = { ...windows, system: 'linux', state: { folder: '/home/ana', trace: false } };

const planOf = (line: string, situation: PlanSituation = windows) => {
  const parsed = parseCommand(line);
  if (parsed.kind !== 'command') throw new Error(`${line}: ${JSON.stringify(parsed)}`);
  return planCommand(parsed.line.command, situation);
};
const decoded = (argument: string): unknown => JSON.parse(Buffer.from(argument, 'base64').toString('utf8'));

describe('what goes out for a command', () => {
  it.each([
    ['cd ..', 'console'],
    ['help', 'console'],
    ['jobs', 'console'],
    ['remediate list', 'console'],
    ['dir', 'hf-dir.ps1 {"path":"C:\\\\Users\\\\ana"}'],
    ['dir ..\\Public', 'hf-dir.ps1 {"path":"C:\\\\Users\\\\Public"}'],
    ['fileinfo a.exe', 'hf-fileinfo.ps1 {"path":"C:\\\\Users\\\\ana\\\\a.exe"}'],
    ['findfile a*.exe', 'hf-findfile.ps1 {"root":"C:\\\\Users\\\\ana","name":"a*.exe"}'],
    ['processes -name evil.exe', 'hf-processes.ps1 {"name":"evil.exe"}'],
    ['processes 4', 'hf-processes.ps1 {"pid":4}'],
    ['registry HKLM\\Run', 'hf-registry.ps1 {"key":"HKEY_LOCAL_MACHINE\\\\Run"}'],
    ['services', 'hf-services.ps1 {}'],
    [
      'remediate file bad.exe',
      `hf-quarantine.ps1 {"path":"C:\\\\Users\\\\ana\\\\bad.exe","sha256":"${digest}"}`,
    ],
    ['remediate process 812', 'hf-stop-process.ps1 {"pid":812,"name":"evil.exe"}'],
    ['remediate service x', 'hf-remove-persistence.ps1 {"service":"x"}'],
    [
      'remediate registry HKLM\\Run\\\\x',
      'hf-remove-persistence.ps1 {"key":"HKEY_LOCAL_MACHINE\\\\Run","value":"x"}',
    ],
    ['undo file bad.exe', 'hf-restore.ps1 {"path":"C:\\\\Users\\\\ana\\\\bad.exe"}'],
    ['undo registry HKLM\\Run\\\\x', 'hf-restore.ps1 {"entry":"run-3"}'],
  ])('%s', (line, expected) => {
    const plan = planOf(line);
    if (plan.by !== 'live-response') return expect(plan.by).toBe(expected);
    const [step] = plan.steps;
    if (step?.type !== 'RunScript') throw new Error('no script');
    const { acq, cwd, ...values } = decoded(step.args ?? '') as Record<string, unknown>;
    expect([acq, cwd]).toEqual(['run-7', 'C:\\Users\\ana']);
    expect(`${step.scriptName} ${JSON.stringify(values)}`).toBe(expected);
  });

  it.each([
    ['getfile ..\\a.txt', { by: 'live-response', steps: [{ type: 'GetFile', path: 'C:\\Users\\a.txt' }] }],
    ['putfile a.exe', { by: 'live-response', steps: [{ type: 'PutFile', fileName: 'a.exe' }] }],
    [
      'run x.ps1 -parameters "-sw 8"',
      { by: 'live-response', steps: [{ type: 'RunScript', scriptName: 'x.ps1', args: '-sw 8' }] },
    ],
    ['run x.ps1', { by: 'live-response', steps: [{ type: 'RunScript', scriptName: 'x.ps1', args: null }] }],
    ['analyze process 812', { by: 'live-response', reputation: true }],
    ['library delete a.exe', { by: 'library', remove: 'a.exe' }],
    ['collect', { by: 'response-action', act: 'collect-package' }],
    ['isolate', { by: 'response-action', act: 'isolate' }],
    ['scan', { by: 'response-action', act: 'quick-scan' }],
    ['scan full', { by: 'response-action', act: 'full-scan' }],
  ])('%s', (line, expected) => {
    expect(planOf(line)).toMatchObject(expected);
  });

  it('nothing is changed that was not taken or seen before', () => {
    for (const [line, reason] of [
      ['remediate file other.exe', /taken into custody first/],
      ['remediate process 9', /processes -pid 9/],
      ['remediate registry HKLM\\Run', /not a whole key/],
      ['undo scheduledtask \\x', /Nothing of that name/],
    ] as const) {
      expect(planOf(line)).toEqual({ by: 'refused', refusal: expect.stringMatching(reason) });
    }
  });

  it('a path that gives none is refused, and off Windows another script goes out', () => {
    expect(planOf('dir C:temp')).toMatchObject({ by: 'refused' });
    expect(planOf('drivers', linux)).toMatchObject({ by: 'refused' });
    expect(planOf('dir', linux)).toMatchObject({ steps: [{ scriptName: 'hf-dir.sh' }] });
  });

  it('every command has a plan on every system', () => {
    const lines: Partial<Record<(typeof commandNames)[number], string>> = {
      fg: 'fg 1',
      status: 'status 1',
      fileinfo: 'fileinfo a',
      findfile: 'findfile a',
      getfile: 'getfile a',
      registry: 'registry HKLM\\x',
      analyze: 'analyze file a',
      run: 'run a.sh',
      putfile: 'putfile a',
      remediate: 'remediate list',
      undo: 'undo file a',
    };
    for (const name of commandNames) {
      for (const situation of [windows, linux]) {
        const { by } = planOf(lines[name] ?? name, situation);
        expect(['console', 'live-response', 'response-action', 'library', 'refused'], name).toContain(by);
      }
    }
  });
});

describe('the argument of a script', () => {
  it('carries any text, in letters that no shell reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        fc.pre(!text.includes('\u0000'));
        const argument = scriptArgument('run-1', text, { path: text });
        expect(argument).toMatch(/^[A-Za-z0-9+/]+=*$/);
        expect(decoded(argument)).toEqual({ acq: 'run-1', cwd: text, path: text });
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a run that is a path, a name that is none and text that no device holds', () => {
    expect(() => scriptArgument('../x', '', {})).toThrow(TypeError);
    expect(() => scriptArgument('x', '', { acq: 'y' })).toThrow(TypeError);
    expect(() => scriptArgument('x', '', { 'a b': 'y' })).toThrow(TypeError);
    expect(() => scriptArgument('x', '', { path: 'a\u0000b' })).toThrow(TypeError);
    expect(() => scriptArgument('x', '', { path: '\ud800' })).toThrow(TypeError);
  });
});
