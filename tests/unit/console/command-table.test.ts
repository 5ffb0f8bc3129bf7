import { describe, expect, it } from 'vitest';
import { commandGrammar } from '../../../lib/custody/console/command-grammar.ts';
import { commandTable } from '../../../lib/custody/console/command-table.ts';
import { commandNames } from '../../../lib/custody/console/console-command.ts';
import { helpList, helpWords } from '../../../lib/custody/console/help-words.ts';
import { parseCommand } from '../../../lib/custody/console/parse-command.ts';

// Microsoft's two tables by hand: command, role, Windows, macOS, Linux, and how it is delivered here.
const expected = `
  cd             basic    Y Y Y console
  cls            basic    Y Y Y console
  connect        basic    Y Y Y console
  connections    basic    Y N N script
  dir            basic    Y Y Y script
  drivers        basic    Y N N script
  fg             basic    Y Y Y console
  fileinfo       basic    Y Y Y script
  findfile       basic    Y Y Y script
  getfile        basic    Y Y Y native
  help           basic    Y Y Y console
  jobs           basic    Y Y Y console
  persistence    basic    Y N N script
  processes      basic    Y Y Y script
  registry       basic    Y N N script
  scheduledtasks basic    Y N N script
  services       basic    Y N N script
  startupfolders basic    Y N N script
  status         basic    Y Y Y console
  trace          basic    Y Y Y console
  analyze        advanced Y N N partial
  collect        advanced N Y Y native
  isolate        advanced N Y N native
  release        advanced N Y N native
  run            advanced Y Y Y native
  library        advanced Y Y Y native
  putfile        advanced Y Y Y native
  remediate      advanced Y Y Y partial
  scan           advanced N Y Y native
  undo           advanced Y N N partial`;

describe('the command table', () => {
  it('is Microsoft’s two tables, row for row', () => {
    const rows = commandTable.map(({ name, role, systems, delivery }) => {
      const marks = (['windows', 'macos', 'linux'] as const).map((one) =>
        systems.includes(one) ? 'Y' : 'N',
      );
      return [name, role, ...marks, delivery.how].join(' ');
    });
    expect(rows).toEqual(
      expected
        .trim()
        .split('\n')
        .map((line) => line.trim().replace(/ +/g, ' ')),
    );
  });

  it('has one row and one grammar for each command of the union', () => {
    expect(commandTable.map((row) => row.name)).toEqual(commandNames);
    expect(Object.keys(commandGrammar).sort()).toEqual([...commandNames].sort());
  });

  it('each syntax it shows is one that the parser reads', () => {
    const samples: readonly [RegExp, string][] = [
      [/<the script’s own parameters>/, '-sw 8'],
      [/<(process|command) id>/, '1234'],
      [/<command>/, 'dir'],
      [/<key>/, 'HKLM\\Software'],
      [/<(script|file name)>/, 'x.ps1'],
      [/<[^>]+>/g, 'thing'],
    ];
    for (const { name, syntax } of commandTable) {
      for (const form of syntax) {
        const line = samples.reduce((text, [pattern, sample]) => text.replace(pattern, sample), form);
        expect(parseCommand(line), form).toMatchObject({ kind: 'command', line: { command: { name } } });
      }
    }
  });

  it('help says of each command its right, its systems, how it is done and what it changes', () => {
    expect(helpList()).toHaveLength(30);
    for (const name of commandNames) {
      const words = helpWords(name);
      expect(
        words.some((line) => /^Right: (basic|advanced)\. Systems: /.test(line)),
        name,
      ).toBe(true);
      expect(
        words.some((line) => line.startsWith('How: ')),
        name,
      ).toBe(true);
      expect(
        words.some((line) => line.startsWith('On the device: ')),
        name,
      ).toBe(true);
    }
    expect(helpWords('analyze').join('\n')).toContain('Deep analysis has no public interface');
  });
});
