import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { scopeFile } from '../bundle/bundle-scope.ts';
import { eventFiles } from '../bundle/event-files.ts';
import { sha256 } from '../hashing/merkle-hash.ts';
import { decodeBase64 } from '../ledger/strict-base64.ts';
import { findInstance } from './instance.ts';
import { commonOptions, parseOptions } from './parse-options.ts';
import { openPortal, type Portal } from './portal.ts';
import { signedRecord } from './signed-record.ts';
import { unpackBundle } from './unpack-bundle.ts';
import { UsageError } from './usage-error.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hits = z.object({ hits: z.array(z.object({ kind: z.string(), title: z.string(), href: z.string() })) });
const incidents = z.object({ incidents: z.array(z.object({ id: z.string(), number: z.string() })) });
const scope = z.object({
  bundle: z.uuid(),
  chosen: z.object({ askedBy: z.object({ stream: z.uuid() }) }).optional(),
});

/**
 * `holdfast export`: a bundle of one item, one incident or one search into a folder, unpacked while it arrives, and beside it, in
 * `<folder>-record`, the record of the log that it was exported, by which the bundle as a whole is known.
 */
export async function exportBundle(args: readonly string[]): Promise<number> {
  const given = parseOptions(args, {
    ...commonOptions,
    incident: { type: 'string' },
    evidence: { type: 'string' },
    search: { type: 'string' },
    out: { type: 'string' },
  });
  if ([given.incident, given.evidence, given.search].filter((one) => one !== undefined).length !== 1)
    throw new UsageError('Name --incident, --evidence or --search, one of the three.');
  if (given.out === undefined) throw new UsageError('--out is missing.');
  const out = resolve(given.out);
  if (existsSync(out)) throw new Error(`${out} is there already. Name a new folder.`);
  const portal = await openPortal(await findInstance(given.url), given.as);
  const subject = await subjectOf(portal, given);
  const files = await unpacked(portal, subject, out);
  const identity = Buffer.from(sha256(await readFile(join(out, 'tagmanifest-sha256.txt')))).toString('hex');
  const { bundle, chosen } = scope.parse(JSON.parse(await readFile(join(out, 'data', scopeFile), 'utf8')));
  await writeRecord(portal, chosen?.askedBy.stream ?? subject.value, bundle, `${out}-record`);
  const told = { folder: out, record: `${out}-record`, bundle, files, tagManifestSha256: identity };
  const lines = [
    `${out}  ${files} files`,
    `${identity}  tagmanifest-sha256.txt, by which the bundle is known`,
    `${out}-record  the log's own record of it`,
    `Check it: holdfast verify ${out} --record ${out}-record --policy <your trust policy>`,
  ];
  process.stdout.write(given.json ? `${JSON.stringify(told)}\n` : `${lines.join('\n')}\n`);
  return 0;
}

/** As `/api/bundles` takes it: an id, or the words of a search. */
interface Subject {
  readonly of: 'item' | 'incident' | 'search';
  readonly value: string;
}

async function subjectOf(
  portal: Portal,
  {
    evidence,
    incident,
    search,
  }: Partial<Readonly<Record<'evidence' | 'incident' | 'search', string | undefined>>>,
): Promise<Subject> {
  if (search !== undefined) return { of: 'search', value: search };
  if (incident !== undefined) {
    const found = incidents.parse(await portal.get(`/api/incidents?query=${encodeURIComponent(incident)}`));
    return {
      of: 'incident',
      value: theOne(
        found.incidents.map(({ id }) => id),
        `incident "${incident}"`,
      ),
    };
  }
  const wanted = evidence ?? '';
  if (uuid.test(wanted)) return { of: 'item', value: wanted.toLowerCase() };
  const found = hits.parse(await portal.get(`/api/search?q=${encodeURIComponent(wanted)}`));
  const items = found.hits.flatMap(({ kind, title, href }) => {
    const [, id] = /^\/evidence\/([0-9a-f-]{36})$/.exec(href) ?? [];
    const isIt = kind === 'Evidence' && title.split(' ')[0]?.toLowerCase() === wanted.trim().toLowerCase();
    return isIt && id !== undefined ? [id] : [];
  });
  return { of: 'item', value: theOne(items, `evidence "${wanted}"`) };
}

function theOne(found: readonly string[], what: string): string {
  const [only, another] = found;
  if (only === undefined) throw new Error(`There is no ${what}, or you may not see it.`);
  if (another !== undefined) throw new Error(`More than one ${what}. Name it by its number.`);
  return only;
}

/** Under another name until it is whole, so that a folder of this name is never half a bundle. */
async function unpacked(portal: Portal, { of, value }: Subject, out: string): Promise<number> {
  const part = join(dirname(out), `.${randomUUID()}.part`);
  const bytes = await portal.download(`/api/bundles?${of}=${encodeURIComponent(value)}`);
  await mkdir(part, { recursive: true });
  try {
    const files = await unpackBundle(bytes, part);
    await rename(part, out);
    return files;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

async function writeRecord(portal: Portal, ofId: string, bundle: string, folder: string): Promise<void> {
  const found = await signedRecord(portal, `/api/bundles/${bundle}/record?of=${ofId}`);
  const files = eventFiles({
    index: BigInt(found.index),
    entry: decodeBase64(found.entry, 'The entry'),
    hashes: found.hashes.map((hash) => decodeBase64(hash, 'A hash')),
    note: found.note,
    disclosed: { body: decodeBase64(found.body, 'The body'), salt: decodeBase64(found.salt, 'The salt') },
  });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}
