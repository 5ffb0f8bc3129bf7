import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandTable } from '../../../lib/custody/console/command-table.ts';
import { itemSchemas } from '../../../lib/custody/console/normalised-output.ts';
import { existsOn, scriptFor } from '../../../lib/custody/console/script-for.ts';
import { type AssembledFile, assembleScripts } from '../../../lib/device-scripts/assemble.ts';
import manifest from '../../../lib/device-scripts/manifest.json' with { type: 'json' };
import { type RecordedVersions, recordedVersions } from '../../../lib/device-scripts/recorded-versions.ts';
import versions from '../../../lib/device-scripts/versions.json' with { type: 'json' };
import { powershellCode } from '../../support/powershell-words.ts';

const home = new URL('../../../lib/device-scripts/', import.meta.url);
const onDisk = (path: string) => readFile(new URL(path, home), 'utf8');

let assembled: readonly AssembledFile[];

beforeAll(async () => {
  assembled = await assembleScripts();
});

describe('the scripts in the checkout', () => {
  it('are what their sources make, and nothing else lies beside them', async () => {
    for (const { path, text } of assembled) {
      if (path.endsWith('.json')) expect(JSON.parse(await onDisk(path)), path).toEqual(JSON.parse(text));
      else expect(await onDisk(path), path).toBe(text);
    }
    const there = await Promise.all(
      ['posix', 'powershell'].map(async (folder) =>
        (await readdir(new URL(folder, home))).map((name) => `${folder}/${name}`),
      ),
    );
    expect(there.flat().sort()).toEqual(manifest.scripts.map(({ path }) => path).sort());
  });

  it('have the digest and the size that the manifest pins', async () => {
    for (const { path, sha256, sizeBytes } of manifest.scripts) {
      const bytes = await readFile(new URL(path, home));
      expect([createHash('sha256').update(bytes).digest('hex'), bytes.byteLength], path).toEqual([
        sha256,
        sizeBytes,
      ]);
    }
  });

  it('have another version than every other text that was ever theirs', () => {
    for (const { name, version, sha256 } of manifest.scripts) {
      const known: Readonly<Record<string, string>> = (versions as RecordedVersions)[name] ?? {};
      expect(known[version], name).toBe(sha256);
      expect(new Set(Object.values(known)).size, name).toBe(Object.keys(known).length);
      const changed = [{ name, version, sha256: '0'.repeat(64) }];
      expect(() => recordedVersions(versions, changed)).toThrow(
        `${name} is no longer what version ${version} was`,
      );
    }
  });

  it('are ASCII with LF line ends, small enough for the library, under names it takes', () => {
    for (const { path, text } of assembled.filter(({ path }) => !path.endsWith('.json'))) {
      expect(text, path).toMatch(/^[\x20-\x7e\n\t]+$/);
      expect(text.length, path).toBeLessThan(100_000);
      expect(path).toMatch(/^(posix\/hf-[a-z-]+\.sh|powershell\/hf-[a-z-]+\.ps1)$/);
    }
  });

  it('answer for every command of the table that a script carries out, on every system it exists on', () => {
    const names = manifest.scripts.map(({ name }) => name);
    const remediable = [
      { kind: 'file', path: 'x' },
      { kind: 'process', pid: 9 },
      { kind: 'service', service: 'x' },
      { kind: 'registry', key: 'x', valueName: null },
      { kind: 'scheduledtask', task: 'x' },
      { kind: 'startup', path: 'x' },
    ] as const;
    for (const system of ['windows', 'linux', 'macos'] as const) {
      for (const target of remediable.filter((one) => existsOn(one, system))) {
        expect(names).toContain(scriptFor({ name: 'remediate', target }, system));
      }
      for (const { delivery, systems } of commandTable) {
        if (delivery.how !== 'script' || !systems.includes(system)) continue;
        expect(names).toContain(system === 'windows' ? delivery.scripts.windows : delivery.scripts.posix);
      }
    }
  });

  it('each has a shape for its answer', () => {
    for (const { command } of manifest.scripts) expect(Object.keys(itemSchemas)).toContain(command);
  });

  it('have a name each, and are unsigned, as the manifest says', () => {
    expect(new Set(manifest.scripts.map(({ name }) => name)).size).toBe(manifest.scripts.length);
    expect(manifest.scripts.filter(({ signature }) => signature !== 'none')).toEqual([]);
  });
});

describe('the POSIX scripts', () => {
  it('are accepted by the shell’s own parser', async () => {
    const paths = manifest.scripts.filter(({ path }) => path.startsWith('posix/'));
    for (const { path } of paths)
      execFileSync('/bin/sh', ['-n', new URL(path, home).pathname], { stdio: 'pipe' });
  });

  it('those that only read call nothing that writes', async () => {
    for (const { path, readOnly } of manifest.scripts) {
      if (!path.startsWith('posix/') || !readOnly) continue;
      const own = (await onDisk(path)).split('\n').filter((line) => !/^\s*#/.test(line));
      expect(
        own.filter((line) => /\b(rm|mv|cp|mkdir|chmod|chown|ln|touch|dd|kill|tee)\b\s/.test(line)),
        path,
      ).toEqual([]);
      // the one exception: an answer too long to print, made with noclobber
      expect(
        own.filter((line) => /[^0-9&]>+\s*"?\$/.test(line)),
        path,
      ).toEqual([expect.stringMatching(/set -C && .*>"\$HF_ROOT\$hf_file"\)/)]);
    }
  });
});

// No PowerShell is on this machine: what follows reads the text and runs nothing of it.
describe('the PowerShell scripts, as text', () => {
  const scripts = manifest.scripts.filter(({ path }) => path.startsWith('powershell/'));
  const reading = new Set(
    `Add-Member ConvertFrom-Json ForEach-Object Get-Acl Get-AuthenticodeSignature Get-ChildItem Get-CimInstance
    Get-Content Get-Item Get-NetTCPConnection Get-NetUDPEndpoint Get-Process Get-ScheduledTask Get-ScheduledTaskInfo
    Invoke-CimMethod Join-Path New-Object Select-Object Set-StrictMode Split-Path Test-Path Where-Object Write-Output`.split(
      /\s+/,
    ),
  );

  it('demand version 5.1, take one argument and close every bracket and string', async () => {
    for (const { path } of scripts) {
      const text = await onDisk(path);
      expect(text.startsWith('#requires -version 5.1\n'), path).toBe(true);
      const { code, unclosed } = powershellCode(text);
      expect(unclosed, path).toEqual([]);
      expect(code.trimStart().startsWith("param([string]$Argument = '')"), path).toBe(true);
    }
  });

  it('use no alias, no download and nothing that runs text', async () => {
    for (const { path } of scripts) {
      const { code } = powershellCode(await onDisk(path));
      expect(code, path).not.toMatch(
        /[|;{(]\s*(gci|gi|ls|dir|cat|type|select|where|%|\?|iex|icm|iwr|curl|wget|sc|rm|del|cp|mv)\s(?!\s*=)/i,
      );
      expect(code, path).not.toMatch(
        /Invoke-(Expression|WebRequest|RestMethod|Command)|DownloadString|Net\.WebClient|Add-Type/i,
      );
    }
  });

  it('those that only read call nothing but what reads', async () => {
    for (const { path, readOnly } of scripts) {
      if (!readOnly) continue;
      const { code } = powershellCode(await onDisk(path));
      const own = new Set([...code.matchAll(/function\s+([\w-]+)/g)].map((match) => match[1]));
      const called = [...code.matchAll(/(?<![\w$.[-])[A-Z][a-z]+-[A-Z]\w+/g)].map((match) => match[0]);
      expect(called.length, path).toBeGreaterThan(5);
      expect(
        [...new Set(called)].filter((name) => !own.has(name) && !reading.has(name)),
        path,
      ).toEqual([]);
      expect(code.match(/\[System\.IO\.File\]/g), path).toBeNull();
      expect(code.match(/FileMode\]::(?!Open,|CreateNew)/g), path).toBeNull();
    }
  });

  it('a script that would change something is not taken for one that reads', () => {
    const { code } = powershellCode("# Remove-Item\n'Remove-Item'; Get-Item x | Remove-Item");
    expect(code.match(/Remove-Item/g)).toHaveLength(1);
    expect(powershellCode("if ($a) { 'x )' ").unclosed).toEqual(['{']);
    expect(powershellCode("'open").unclosed).toEqual(["'"]);
  });
});
