import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { catalogue, type ScriptEntry, type ScriptFamily, scriptFamilies } from './catalogue.ts';
import { recordedVersions } from './recorded-versions.ts';
import recorded from './versions.json' with { type: 'json' };

const home = new URL('./', import.meta.url);

/** A file as it goes into the tenant's library, or a list that names them. `path` is seen from this folder. */
export interface AssembledFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Every script made from the part that all share and its own, the manifest with their digests, and the list of all versions.
 * A library script is one file, so what they share stands in each. Line ends are LF: a script with CR does not run off
 * Windows. Throws for a script that changed under an old version.
 */
export async function assembleScripts(): Promise<readonly AssembledFile[]> {
  const scripts: AssembledFile[] = [];
  const manifest: ManifestEntry[] = [];
  for (const entry of catalogue) {
    for (const family of scriptFamilies) {
      if (entry.on[family] === undefined) continue;
      const script = { path: pathOf(entry, family), text: await textOf(entry, family) };
      scripts.push(script);
      manifest.push(manifestEntry(entry, family, script));
    }
  }
  const listed = { format: 'holdfast.device-scripts/1', scripts: manifest };
  return [
    ...scripts,
    { path: 'manifest.json', text: jsonText(listed) },
    { path: 'versions.json', text: jsonText(recordedVersions(recorded, manifest)) },
  ];
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function pathOf({ command }: ScriptEntry, family: ScriptFamily): string {
  return family === 'windows' ? `powershell/hf-${command}.ps1` : `posix/hf-${command}.sh`;
}

async function textOf(entry: ScriptEntry, family: ScriptFamily): Promise<string> {
  const [folder, ending] = family === 'windows' ? ['powershell', 'ps1'] : ['posix', 'sh'];
  const part = async (name: string) =>
    (await readFile(new URL(`source/${folder}/${name}.${ending}`, home), 'utf8')).replaceAll('\r\n', '\n');
  const about = [
    `hf-${entry.command}.${ending} ${entry.on[family] ?? ''}: ${entry.summary}`,
    entry.changes === null ? 'It reads only.' : `It changes the device: ${entry.changes}`,
    `Assembled from source/${folder}: change it there. One argument: base64 of one flat JSON object.`,
  ].map((line) => `# ${line.replaceAll('’', "'")}\n`);
  const shared = await part('common');
  const own = await part(entry.command);
  return family === 'windows'
    ? `#requires -version 5.1\n${about.join('')}${shared.replace('@COMMAND@', entry.command)}\n${own}`
    : `#!/bin/sh\n${about.join('')}HF_COMMAND=${entry.command}\n${shared}\n${own}`;
}

interface ManifestEntry {
  readonly name: string;
  readonly version: string;
  readonly sha256: string; // hex
  readonly [more: string]: unknown;
}

function manifestEntry(
  entry: ScriptEntry,
  family: ScriptFamily,
  { path, text }: AssembledFile,
): ManifestEntry {
  const { command, on, summary, changes, parameters } = entry;
  const named = Object.entries(parameters);
  return {
    name: path.slice(path.indexOf('/') + 1),
    path,
    version: on[family] ?? '',
    command,
    systems: family === 'windows' ? ['windows'] : ['linux', 'macos'],
    summary,
    readOnly: changes === null,
    changes,
    parameters: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        named.map(([name, { type, description }]) => [name, { type, description }]),
      ),
      required: named.filter(([, { required }]) => required).map(([name]) => name),
    },
    sizeBytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    signature: 'none',
  };
}

/** Writes what was assembled beside its sources: `node lib/device-scripts/assemble.ts`. */
async function write(): Promise<void> {
  for (const folder of ['posix', 'powershell']) await mkdir(new URL(folder, home), { recursive: true });
  for (const file of await assembleScripts()) await writeFile(new URL(file.path, home), file.text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write();
