import { describe, expect, it } from 'vitest';
import { libraryStandings } from '../../../lib/custody/script/library-standing.ts';
import { type DiffLine, lineDiff } from '../../../lib/custody/script/line-diff.ts';
import { pinnedVersions } from '../../../lib/custody/script/pinned-versions.ts';
import { readScript, scriptText } from '../../../lib/custody/script/read-script.ts';
import { parameterLines, parametersOf } from '../../../lib/custody/script/script-parameters.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const [a, b, c] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)] as const;

describe('a file that is uploaded', () => {
  it('has its line ends made LF if it is a shell script, and only those', () => {
    const read = readScript('x.sh', bytes('#!/bin/sh\r\nprintf "a\rb"\r\n'));
    expect(scriptText(read.bytes)).toBe('#!/bin/sh\nprintf "a\rb"\n');
    expect(read).toMatchObject({ kind: 'sh', normalised: true, signature: 'not-applicable' });
    const powershell = readScript('x.ps1', bytes('Get-Date\r\n'));
    expect(powershell).toMatchObject({ kind: 'ps1', normalised: false, signature: 'none' });
    expect(powershell.bytes.length).toBe(10);
  });

  it('is said to hold a signature block, never to be signed, in UTF-16 too', () => {
    const text = 'Get-Date\r\n# SIG # Begin signature block\r\n# MII\r\n# SIG # End signature block\r\n';
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect(readScript('x.ps1', bytes(text)).signature).toBe('block-present');
    expect(readScript('x.ps1', utf16).signature).toBe('block-present');
    expect(readScript('x.ps1', bytes('$a = "# SIG # Begin signature block"')).signature).toBe('none');
    expect(readScript('uac.tar.gz', bytes(text))).toMatchObject({
      kind: 'executable',
      signature: 'not-applicable',
    });
  });

  it('is no text where it is none', () => {
    expect(scriptText(new Uint8Array([0x1f, 0x8b, 0x08]))).toBeNull();
    expect(scriptText(bytes('a\u0000b'))).toBeNull();
  });
});

describe('parameters', () => {
  it('are read one a line, and a line that is none is named', () => {
    expect(parametersOf('days integer optional How far back\n\npath string required The folder')).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        days: { type: 'integer', description: 'How far back' },
        path: { type: 'string', description: 'The folder' },
      },
      required: ['path'],
    });
    const typed = 'days integer optional How far back\npath string required The folder';
    const schema = parametersOf(typed);
    expect('wrongLine' in schema ? null : parameterLines(schema)).toBe(typed);
    for (const wrong of ['days number optional x', 'days integer x', '1day string optional x'])
      expect(parametersOf(wrong)).toEqual({ wrongLine: wrong });
    expect(parametersOf('a string optional x\na string optional y')).toEqual({
      wrongLine: 'a string optional y',
    });
  });
});

describe('the comparison of two versions', () => {
  const rebuilt = (lines: readonly DiffLine[], side: 'before' | 'after') =>
    lines.flatMap((line) => (side in line && 'text' in line ? [line.text] : []));

  it('shows what was removed and added with the lines around it, and counts the rest', () => {
    const old = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`);
    const now = [...old.slice(0, 9), 'other', ...old.slice(10), 'last'];
    const { lines, added, removed } = lineDiff(old.join('\n'), now.join('\n'));
    expect({ added, removed }).toEqual({ added: 2, removed: 1 });
    expect(lines[0]).toEqual({ kind: 'gap', lines: 6 });
    expect(lines).toContainEqual({ kind: 'removed', before: 10, text: 'line 10' });
    expect(lines).toContainEqual({ kind: 'added', after: 10, text: 'other' });
    expect(lines.at(-1)).toEqual({ kind: 'added', after: 21, text: 'last' });
  });

  it('finds the fewest changed lines in the middle, and none in equal texts', () => {
    const { lines, added, removed } = lineDiff('a\nx\nb\ny\nc', 'a\nb\nz\nc');
    expect({ added, removed }).toEqual({ added: 1, removed: 2 });
    expect(rebuilt(lines, 'before')).toEqual(['a', 'x', 'b', 'y', 'c']);
    expect(rebuilt(lines, 'after')).toEqual(['a', 'b', 'z', 'c']);
    expect(lineDiff('a\nb', 'a\nb')).toEqual({ lines: [{ kind: 'gap', lines: 2 }], added: 0, removed: 0 });
  });

  it('ends for texts that have nothing in common and are long', () => {
    const long = (sign: string) => Array.from({ length: 5_000 }, (_, n) => `${sign}${n}`).join('\n');
    expect(lineDiff(long('a'), long('b'))).toMatchObject({ added: 5_000, removed: 5_000 });
  });
});

describe('what may run', () => {
  const own = [
    { fileName: 'hf-dir.sh', sha256: a },
    { fileName: 'hf-new.sh', sha256: b },
  ];
  const script = (fileName: string, origin: 'release' | 'upload', sha256: string) => ({
    ...{ scriptId: fileName, fileName },
    reviewed: { versionId: 'v', n: 1, sha256, origin },
  });

  it('is what is reviewed, and of ours only what this product’s manifest names', () => {
    const listed = [
      script('hf-dir.sh', 'release', c), // a row alone makes nothing run
      script('theirs.ps1', 'upload', c),
      { scriptId: 'x', fileName: 'draft.ps1', reviewed: null },
    ];
    const pins = pinnedVersions(listed, own);
    expect([...pins.keys()].sort()).toEqual(['hf-new.sh', 'theirs.ps1']);
    expect(pinnedVersions([script('hf-dir.sh', 'release', a)], own).get('hf-dir.sh')?.sha256).toBe(a);
  });

  it('is nothing of ours that the tenant has retired, and its own signed version where it has one', () => {
    const retired = [{ scriptId: 'x', fileName: 'hf-dir.sh', reviewed: null }];
    expect(pinnedVersions(retired, own).has('hf-dir.sh')).toBe(false);
    expect(pinnedVersions([script('hf-dir.sh', 'upload', c)], own).get('hf-dir.sh')?.sha256).toBe(c);
  });
});

describe('a file of Defender’s library', () => {
  const known = [
    { fileName: 'one.ps1', pinned: a, former: [b] },
    { fileName: 'retired.ps1', pinned: null, former: [b] },
    { fileName: 'absent.ps1', pinned: c, former: [] },
  ];
  const standing = (fileName: string, sha256: string) =>
    libraryStandings(known, [{ fileName, sha256 }]).find((one) => one.fileName === fileName)?.standing;

  it('stands as pinned, as an earlier version, as another file, as not ours, or is missing', () => {
    expect(standing('one.ps1', a)).toBe('as-pinned');
    expect(standing('one.ps1', b)).toBe('outdated');
    expect(standing('one.ps1', c)).toBe('differs');
    expect(standing('retired.ps1', b)).toBe('outdated');
    expect(standing('retired.ps1', c)).toBe('not-ours');
    expect(standing('foreign.ps1', a)).toBe('not-ours');
    expect(libraryStandings(known, []).map((one) => [one.fileName, one.standing])).toEqual([
      ['one.ps1', 'missing'],
      ['absent.ps1', 'missing'],
    ]);
  });

  it('is another one under a name in other letters, which Defender takes for the same', () => {
    expect(standing('ONE.ps1', a)).toBe('differs');
  });
});
