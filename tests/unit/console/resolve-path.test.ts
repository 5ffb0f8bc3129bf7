import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstState, isIdle, promptWords, stateAfter } from '../../../lib/custody/console/console-state.ts';
import { resolvePath } from '../../../lib/custody/console/resolve-path.ts';

describe('a typed path, seen from the working folder', () => {
  it.each([
    ['C:\\Users', 'Public', 'C:\\Users\\Public'],
    ['C:\\Users', '..\\Windows', 'C:\\Windows'],
    ['C:\\Users', '..\\..\\..\\Windows', 'C:\\Windows'],
    ['C:\\Users', '\\Temp', 'C:\\Temp'],
    ['C:\\Users', 'd:/data/./x', 'D:\\data\\x'],
    ['C:\\Users', 'D:', 'D:\\'],
    ['C:\\', 'a.txt:stream', 'C:\\a.txt:stream'],
    ['C:\\Users', '\\\\srv\\share\\a\\..\\b', '\\\\srv\\share\\b'],
    ['\\\\srv\\share\\a', '..\\..\\b', '\\\\srv\\share\\b'],
    ['\\\\srv\\share\\a', '\\c', '\\\\srv\\share\\c'],
  ])('Windows: %s + %s', (folder, typed, path) => {
    expect(resolvePath('windows', folder, typed)).toEqual({ path });
  });

  it.each([
    ['/home', 'ana/./x', '/home/ana/x'],
    ['/home', '../../..', '/'],
    ['/', 'a\\b', '/a\\b'],
    ['/var', '/etc//passwd/', '/etc/passwd'],
  ])('POSIX: %s + %s', (folder, typed, path) => {
    expect(resolvePath('linux', folder, typed)).toEqual({ path });
  });

  it.each([
    ['windows', 'C:temp', /^“C:” is followed by/],
    ['windows', '\\\\server', /^A network path has a server and a share/],
    ['windows', '\\\\?\\C:\\x', /^Device paths/],
    ['windows', 'a*b', /^A Windows path holds none of/],
    ['linux', 'C:\\Windows', /^This device has no drive letters/],
    ['macos', '~/Library', /^There is no home folder here/],
    ['linux', 'a\nb', /^A path typed here has no control/],
  ] as const)('%s refuses %s', (system, typed, refusal) => {
    expect(resolvePath(system, system === 'windows' ? 'C:\\Users' : '/home', typed)).toEqual({
      refusal: expect.stringMatching(refusal),
    });
  });

  it('has no dots left, and resolving it again changes nothing', () => {
    const part = fc.constantFrom('a', '..', '.', 'C:', 'D:\\', '\\', '/', 'b c', '\\\\s\\h', '');
    fc.assert(
      fc.property(
        fc.constantFrom('windows', 'linux'),
        fc.array(part, { maxLength: 8 }).map((parts) => parts.join('\\')),
        (system, typed) => {
          const resolved = resolvePath(system, system === 'windows' ? 'C:\\Users' : '/home', typed);
          if ('refusal' in resolved) return;
          expect(resolved.path.split(system === 'windows' ? '\\' : '/')).not.toContain('..');
          expect(resolvePath(system, 'C:\\', resolved.path)).toEqual(resolved);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a console’s memory', () => {
  it('cd moves the folder of the prompt, a refused path does not', () => {
    const state = stateAfter(firstState('windows'), { name: 'cd', path: 'C:\\Users' }, 'windows');
    expect(promptWords(state)).toBe('C:\\Users>');
    expect(stateAfter(state, { name: 'cd', path: 'C:x' }, 'windows')).toEqual(state);
    expect(stateAfter(state, { name: 'cd', path: null }, 'windows')).toEqual(state);
    expect(stateAfter(state, { name: 'trace' }, 'windows').trace).toBe(true);
  });

  it('ends after thirty minutes of silence', () => {
    const heard = new Date('2026-01-02T03:00:00Z');
    expect(isIdle(heard, new Date('2026-01-02T03:29:59Z'))).toBe(false);
    expect(isIdle(heard, new Date('2026-01-02T03:30:00Z'))).toBe(true);
  });
});
