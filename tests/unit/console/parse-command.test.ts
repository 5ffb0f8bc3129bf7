import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../lib/custody/console/parse-command.ts';
import { quoteWord, tokenise } from '../../../lib/custody/console/tokenise.ts';
import { anyText } from '../../support/any-text.ts';

const commandOf = (line: string) => {
  const parsed = parseCommand(line);
  return parsed.kind === 'command' ? parsed.line.command : parsed;
};
const refusalOf = (line: string) => {
  const parsed = parseCommand(line);
  return parsed.kind === 'refused' ? parsed.refusal : parsed;
};

describe('a command line', () => {
  it.each([
    ['cd C:\\Users\\Public', { name: 'cd', path: 'C:\\Users\\Public' }],
    ['cd', { name: 'cd', path: null }],
    ['  CLS ', { name: 'cls' }],
    ['dir', { name: 'dir', path: null, fullPath: false }],
    ['dir "C:\\Program Files\\" -full_path', { name: 'dir', path: 'C:\\Program Files\\', fullPath: true }],
    ['fg 12', { name: 'fg', jobId: '12' }],
    ['fileinfo -path C:\\$MFT', { name: 'fileinfo', path: 'C:\\$MFT' }],
    ['findfile evil*.exe C:\\Users', { name: 'findfile', fileName: 'evil*.exe', root: 'C:\\Users' }],
    ['getfile C:\\R&D\\plan.txt', { name: 'getfile', path: 'C:\\R&D\\plan.txt' }],
    ['getfile /tmp/a;b', { name: 'getfile', path: '/tmp/a;b' }],
    ["getfile '/tmp/a b'", { name: 'getfile', path: '/tmp/a b' }],
    ["getfile /home/O'Brien/notes", { name: 'getfile', path: "/home/O'Brien/notes" }],
    ['getfile "-rf"', { name: 'getfile', path: '-rf' }],
    ['help getfile', { name: 'help', about: 'getfile' }],
    ['processes 4', { name: 'processes', pid: 4, processName: null }],
    ['processes -name notepad.exe', { name: 'processes', pid: null, processName: 'notepad.exe' }],
    ['registry HKCU\\Console', { name: 'registry', key: 'HKEY_CURRENT_USER\\Console', valueName: null }],
    [
      'registry HKEY_CURRENT_USER\\Console\\\\ScreenBufferSize',
      { name: 'registry', key: 'HKEY_CURRENT_USER\\Console', valueName: 'ScreenBufferSize' },
    ],
    ['scheduledtasks "Microsoft\\Windows\\A B"', { name: 'scheduledtasks', task: 'Microsoft\\Windows\\A B' }],
    ['status 3', { name: 'status', jobId: '3' }],
    ['analyze process 1234', { name: 'analyze', target: { kind: 'process', pid: 1234 } }],
    ['run x.ps1 -parameters "-sw 10"', { name: 'run', script: 'x.ps1', parameters: '-sw 10' }],
    ['library delete x.ps1', { name: 'library', remove: 'x.ps1' }],
    ['putfile a.exe -keep', { name: 'putfile', fileName: 'a.exe', overwrite: false, keep: true }],
    ['remediate list', { name: 'remediate', target: null }],
    ['remediate service bad', { name: 'remediate', target: { kind: 'service', service: 'bad' } }],
    ['scan full', { name: 'scan', depth: 'full' }],
    ['undo file C:\\a.exe', { name: 'undo', target: { kind: 'file', path: 'C:\\a.exe' } }],
  ])('%s', (line, command) => {
    expect(commandOf(line)).toEqual(command);
  });

  it('carries the output’s shape, the wish to run what is needed first, a file name and the background', () => {
    expect(parseCommand('connections json > "net 1.json" &')).toEqual({
      kind: 'command',
      line: {
        command: { name: 'connections' },
        output: 'json',
        auto: false,
        background: true,
        intoFile: 'net 1.json',
        notes: [],
      },
    });
    expect(parseCommand('download C:\\a -auto&')).toMatchObject({
      line: { auto: true, background: true, notes: ['download is read as getfile.'] },
    });
    expect(parseCommand('scheduledtask -output table')).toMatchObject({
      line: { command: { name: 'scheduledtasks', task: null }, output: 'table' },
    });
    expect(parseCommand(' \t ')).toEqual({ kind: 'empty' });
  });
});

describe('a line that cannot be read is refused in one sentence that helps', () => {
  it.each([
    [
      'run DFIR-Script -sw 8',
      'A script’s own parameters go into one quoted text: run DFIR-Script.ps1 -parameters "-sw 8"',
    ],
    ['run X.ps1 8', 'A script’s own parameters go into one quoted text: run X.ps1 -parameters "8"'],
    [
      'run x.ps1 -parameters "a; b"',
      'A script’s parameters must not hold “;”: Defender forbids ; & | ! and $ there.',
    ],
    ['run ..\\x.ps1', 'A library file’s name has letters, digits, - _ and . only.'],
    ['proceses', 'There is no such command. Did you mean processes?'],
    ['ls', 'There is no such command. Did you mean dir?'],
    ['frobnicate', 'There is no such command. Type help for the list.'],
    ['constructor', 'There is no such command. Type help for the list.'],
    ['help __proto__', 'There is no such command. Type help for the list.'],
    ['getfile', 'getfile needs a path. See: help getfile'],
    ['getfile a b', 'getfile takes no “b” there.'],
    ['getfile ""', 'The path of getfile is empty.'],
    ['dir -ful_path', 'dir has no parameter -ful_path. Did you mean -full_path?'],
    ['processes -pid x', 'processes takes a whole number as pid.'],
    ['processes -pid', 'After -pid stands its value.'],
    ['processes 4294967296', 'processes takes a whole number as pid.'],
    ['dir -output xml', 'After -output stands json or table.'],
    ['getfile "C:\\a', 'The quotation mark at position 9 is opened and not closed.'],
    [
      'dir | more',
      'A line holds one command: “|” joins none. Put “|” in quotation marks if it belongs to a name.',
    ],
    [
      'dir; cls',
      'A line holds one command: “;” joins none. Put “;” in quotation marks if it belongs to a name.',
    ],
    ['dir > a > b', 'After “>” stands one file name and nothing more, as in: processes > processes.txt'],
    ['dir > ..\\x', 'After “>” stands a plain file name: letters, digits, space, dot, - and _, no folder.'],
    ['&', 'A command is missing.'],
    ['dir\u0000', 'A command is one line without control characters.'],
    ['dir\ncls', 'A command is one line without control characters.'],
    [
      'registry Software',
      'A registry key begins with its hive, as in HKEY_LOCAL_MACHINE\\Software or HKLM\\Software.',
    ],
    ['remediate registry HKU\\S-1-5-21\\Run', 'remediate does not support keys under HKEY_USERS.'],
    ['remediate process 4', 'The first processes belong to the system and are not stopped.'],
    ['analyze service x', 'analyze takes: file <path> or process <process id>.'],
    [
      'findfile C:\\x\\y',
      'findfile takes a file’s name, then the folder to look under: findfile evil.exe C:\\Users',
    ],
    ['library purge', 'Type library to list the files, or library delete <file name>.'],
  ])('%s', (line, refusal) => {
    expect(refusalOf(line)).toBe(refusal);
  });

  it.each([...';&|!$'])('a script’s parameters with %s', (sign) => {
    expect(refusalOf(`run x.ps1 -parameters "-a b${sign}c"`)).toBe(
      `A script’s parameters must not hold “${sign}”: Defender forbids ; & | ! and $ there.`,
    );
  });

  it('a line that is too long is refused', () => {
    expect(refusalOf(`cd ${'a'.repeat(5_000)}`)).toBe('A command line has at most 4096 characters.');
  });
});

describe('whatever is typed', () => {
  it('the parser answers and never throws', () => {
    const words = fc.constantFrom('run ', 'getfile ', 'remediate ', '"', "'", ' > ', '&', '-', '\\', 'file ');
    const lines = fc.oneof(
      anyText(80),
      fc
        .array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 12 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(lines, (line) => {
        const parsed = parseCommand(line);
        return parsed.kind !== 'refused' || /^.{10,300}[.?”\w">]$/su.test(parsed.refusal);
      }),
      { numRuns: 600 },
    );
  });

  it('a quoted word is read back as it was', () => {
    const word = anyText(40).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (texts) => {
        const line = tokenise(texts.map(quoteWord).join(' '));
        expect('refusal' in line ? line : line.tokens.map((token) => token.text)).toEqual(texts);
      }),
      { numRuns: 400 },
    );
  });

  it('a quoted path of a getfile is the path asked for', () => {
    const path = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(path, (text) => {
        expect(commandOf(`getfile ${quoteWord(text)} -auto`)).toEqual({ name: 'getfile', path: text });
      }),
      { numRuns: 200 },
    );
  });
});
