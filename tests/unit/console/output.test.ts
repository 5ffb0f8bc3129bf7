import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeCommand } from '../../../lib/custody/console/complete-command.ts';
import { itemSchemas, readScriptOutput } from '../../../lib/custody/console/normalised-output.ts';
import { cellText, outputColumns } from '../../../lib/custody/console/show-output.ts';
import { guardedCsv } from '../../../lib/custody/guarded-csv.ts';
import { inPlainSight, linesInPlainSight } from '../../../lib/custody/plain-sight.ts';
import { anyText } from '../../support/any-text.ts';

const answer = {
  fmt: 'custody.lr/1',
  cmd: 'processes',
  acq: 'run-1',
  host: 'WEB01',
  os: 'windows',
  user: 'NT AUTHORITY\\SYSTEM',
  deviceUtc: '2026-01-02T03:04:05.678Z',
  cwd: 'C:\\',
  args: {},
  items: [
    {
      pid: 4,
      ppid: 0,
      name: 'System',
      path: null,
      cmdline: null,
      user: null,
      createdUtc: null,
      sha256: null,
      more: 1,
    },
  ],
  count: 1,
  truncated: false,
  itemsSha256: 'ab'.repeat(32),
  errors: [],
};
const text = JSON.stringify(answer);
const banner =
  'Transcript started, output file is C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\Temp\\PSScriptOutputs\\PSScript_Transcript_{ID}.txt\r\n';

describe('a script’s answer as Defender hands it over', () => {
  it.each([
    ['as printed', text],
    ['behind a banner and a byte order mark, with NULs at its end', `\ufeff${banner}${text}\r\n\u0000\u0000`],
    ['with NULs between all characters', [...text].join('\u0000')],
    ['broken over lines in the middle of strings', text.replace('SYSTEM', 'SYS\r\nTEM')],
    ['with a raw control character in a string', text.replace('"System"', '"System\u001b"')],
  ])('is read %s', (_name, given) => {
    expect(readScriptOutput(given, 'processes', 'run-1')).toMatchObject({
      kind: 'answer',
      output: { user: 'NT AUTHORITY\\SYSTEM', items: [{ pid: 4, more: 1 }] },
    });
  });

  it.each([
    ['nothing', '', /no answer in our format/],
    ['a banner alone', banner, /no answer in our format/],
    ['half an answer', text.slice(0, 300), /not in our format/],
    ['another format', text.replace('lr/1', 'lr/9'), /not in our format/],
    ['another command', text.replace('"processes"', '"services"'), /another command/],
    ['another run', text.replace('run-1', 'run-2'), /another run/],
    ['a process without a number', text.replace('"pid":4', '"pid":"4"'), /not those of processes/],
    ['a digest that is none', text.replace('"sha256":null', '"sha256":"xyz"'), /not those of processes/],
  ])('%s is left as text, with the reason', (_name, given, why) => {
    expect(readScriptOutput(given, 'processes', 'run-1')).toEqual({
      kind: 'text',
      why: expect.stringMatching(why),
    });
  });

  it('whatever a device sends, reading it never throws', () => {
    const mangled = fc
      .tuple(fc.nat(text.length), anyText(5), fc.nat(20))
      .map(([at, noise, cut]) => text.slice(0, at) + noise + text.slice(at + cut));
    fc.assert(
      fc.property(mangled, (given) =>
        ['answer', 'text'].includes(readScriptOutput(given, 'processes', 'run-1').kind),
      ),
      { numRuns: 300 },
    );
  });
});

describe('a device’s text on a screen, in a spreadsheet and in a log', () => {
  it('what is invisible or turns the direction becomes visible, the rest stays', () => {
    expect(inPlainSight('a\u001b[31m\u202egnp.exe\u200b\u0000ü😀<b>')).toBe(
      'a\\u{1b}[31m\\u{202e}gnp.exe\\u{200b}\\u{0}ü😀<b>',
    );
    expect(linesInPlainSight('a\tb\r\nc\u0007')).toBe('a\tb\nc\\u{7}');
    expect(inPlainSight('\ud800')).toBe('\\u{d800}');
  });

  it('no cell begins as a formula or leaves its quotes', () => {
    const dangerous = /^"[\s]*[=+\-@|%]/;
    fc.assert(
      fc.property(anyText(12), fc.constantFrom('', '=', '+', '-', '@', ' =', '\t='), (rest, start) => {
        fc.pre(!/^-\d+([.,]\d+)*$/.test(start + rest)); // a number is no formula, and stays one
        const cell = guardedCsv([start + rest], []).slice(0, -2);
        expect(cell).not.toMatch(dangerous);
        expect(cell.slice(1, -1).replaceAll('""', '')).not.toContain('"');
        expect(cell).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 300 },
    );
    expect(guardedCsv(['a', 'b'], [['=1+1', 'x"y']])).toBe('"a","b"\r\n"\'=1+1","x""y"\r\n');
  });

  it('a table has columns for every shape, each of a field that the shape knows', () => {
    expect(Object.keys(outputColumns)).toEqual(Object.keys(itemSchemas));
    const loose = ['process']; // told on Windows only
    for (const [command, columns] of Object.entries(outputColumns)) {
      const known = Object.keys(itemSchemas[command as keyof typeof itemSchemas].shape);
      for (const { field } of columns) expect([...known, ...loose], command).toContain(field);
    }
  });

  it('a cell of a table is text, and a missing value a dash', () => {
    const item = { a: null, b: false, c: ['x', '\u202ey'], d: 0, e: { f: 1 }, g: [] };
    expect(Object.keys(item).map((field) => cellText(item, field))).toEqual([
      '–',
      'no',
      'x; \\u{202e}y',
      '0',
      '{"f":1}',
      '–',
    ]);
  });
});

describe('completion', () => {
  const sources = {
    system: 'linux',
    right: 'basic',
    scripts: ['x.ps1', 'y.sh'],
    libraryFiles: ['x.ps1', 'tool.bin'],
    paths: ['/tmp/a b', '/tmp/c'],
    jobIds: ['1', '12'],
  } as const;

  it.each([
    ['f', ['fg ', 'fileinfo ', 'findfile ']],
    ['per', []], // not on Linux
    ['rem', []], // needs the advanced right
    ['help get', ['help getfile']],
    ['fg 1', ['fg 12']],
    ['getfile /tmp/c', []],
    ['getfile "/tmp', ['getfile "/tmp/a b"', 'getfile /tmp/c']],
    ['dir -f', ['dir -full_path']],
    ['dir -output j', ['dir -output json']],
    ['run ', ['run x.ps1', 'run y.sh']],
    ['library delete t', ['library delete tool.bin']],
    ['nonsense x', []],
  ])('%s', (typed, expected) => {
    expect(completeCommand(typed, sources)).toEqual(expected);
  });

  it('offers what an advanced right allows', () => {
    expect(completeCommand('rem', { ...sources, right: 'advanced' })).toEqual(['remediate ']);
    expect(completeCommand('remediate s', { ...sources, right: 'advanced' })).toEqual([
      'remediate service',
      'remediate scheduledtask',
      'remediate startupfolder',
    ]);
  });
});
