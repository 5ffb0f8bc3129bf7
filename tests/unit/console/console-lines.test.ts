import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../lib/custody/console/parse-command.ts';
import { resolveCommand } from '../../../lib/custody/console/resolve-command.ts';
import { readScriptResult } from '../../../lib/custody/console/script-result.ts';
import { looksLikeSecret } from '../../../lib/custody/console/secret-in-line.ts';

const resolved = (line: string, system: 'linux' | 'windows', folder: string) => {
  const parsed = parseCommand(line);
  if (parsed.kind !== 'command') throw new Error(`${line} is no command`);
  return resolveCommand(parsed.line.command, system, folder);
};

describe('a command with its paths made absolute', () => {
  it('is seen from the working folder, whatever takes a path', () => {
    expect(resolved('dir', 'linux', '/etc')).toEqual({
      command: { name: 'dir', path: '/etc', fullPath: false },
    });
    expect(resolved('getfile ../x', 'linux', '/etc/ssh')).toEqual({
      command: { name: 'getfile', path: '/etc/x' },
    });
    expect(resolved('findfile a.exe', 'windows', 'C:\\Users')).toEqual({
      command: { name: 'findfile', fileName: 'a.exe', root: 'C:\\Users' },
    });
    expect(resolved('remediate startupfolder a.lnk', 'windows', 'C:\\Users')).toEqual({
      command: { name: 'remediate', target: { kind: 'startup', path: 'C:\\Users\\a.lnk' } },
    });
    expect(resolved('analyze file a.exe', 'windows', 'C:\\x')).toEqual({
      command: { name: 'analyze', target: { kind: 'file', path: 'C:\\x\\a.exe' } },
    });
    expect(resolved('undo file a', 'windows', 'C:\\x')).toEqual({
      command: { name: 'undo', target: { kind: 'file', path: 'C:\\x\\a' } },
    });
  });

  it('is the same where no path is in it, and refused where one leads nowhere', () => {
    expect(resolved('remediate process 77', 'linux', '/')).toEqual({
      command: { name: 'remediate', target: { kind: 'process', pid: 77 } },
    });
    expect(resolved('cd', 'linux', '/etc')).toEqual({ command: { name: 'cd', path: null } });
    expect(resolved('fileinfo ~/x', 'linux', '/etc')).toHaveProperty('refusal');
  });
});

describe('a line that looks like a secret', () => {
  it.each([
    'run a.ps1 -parameters "https://x/c?sv=1&sig=abc"',
    'run a.ps1 -parameters "Authorization: Bearer abc"',
    'run a.ps1 -parameters "eyJhbGciOiJub25l.eyJzdWIiOiJ4In0"',
    'run a.ps1 -parameters "-password: hunter2"',
    'run a.ps1 -parameters "AccountKey=abc=="',
    'run a.ps1 -parameters "-Password hunter2"',
    "run a.sh -parameters '--api-key abc'",
    'run a.ps1 -parameters "-ClientSecret:abc"',
  ])('is one: %s', (line) => {
    expect(looksLikeSecret(line)).toBe(true);
  });

  it.each([
    'dir C:\\signatures',
    'getfile /etc/passwd',
    'findfile password.txt /home',
    'processes -pid 7',
    'findfile -name password-list /home',
    'run a.ps1 -parameters "-Tokens -Path x"',
  ])('is none: %s', (line) => {
    expect(looksLikeSecret(line)).toBe(false);
  });
});

describe('the file of a RunScript', () => {
  it('is read with raw line breaks in its strings and NULs behind it', () => {
    const text =
      '{"script_name":"a.ps1","exit_code":1,"script_output":"one\ntwo\u0000","script_errors":""}\u0000\u0000';
    expect(readScriptResult(text)).toEqual({ exitCode: 1, output: 'one\ntwo', errors: '' });
  });

  it('is its own output where it cannot be read', () => {
    expect(readScriptResult('no JSON')).toEqual({ exitCode: null, output: 'no JSON', errors: '' });
    expect(readScriptResult('[]')).toEqual({ exitCode: null, output: '[]', errors: '' });
  });
});
