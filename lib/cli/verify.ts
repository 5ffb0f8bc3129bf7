import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { verdictLines } from '../bundle/verdict-lines.ts';
import { type BundleVerdict, verifyBundle } from '../bundle/verify-bundle.ts';
import { parseTrustPolicy } from '../ledger/trust-policy.ts';
import type { Certificate } from '../timestamp/certificate.ts';
import { certificatesOfPem } from '../timestamp/pem.ts';
import { bundleAt } from './bundle-at.ts';
import { parseOptions } from './parse-options.ts';
import { UsageError } from './usage-error.ts';

/** `holdfast verify`: checks a bundle offline by what the auditor brought. Out: 0 if every check held, else 1. */
export async function verify(args: readonly string[]): Promise<number> {
  const [bundle, ...rest] = args;
  if (bundle === undefined || bundle.startsWith('-'))
    throw new UsageError('Name the folder of the bundle, a .zip of it, or a .tlog-proof, first.');
  const { policy, roots, json } = parseOptions(rest, {
    policy: { type: 'string' },
    roots: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (policy === undefined)
    throw new UsageError(
      'Give the trust policy that you hold: --policy <file>. Keys that come with a bundle prove nothing.',
    );
  const trust = {
    policy: parseTrustPolicy((await given(policy, () => readFile(policy))).toString('utf8')),
    stampRoots: roots === undefined ? new Map<string, readonly Certificate[]>() : await rootsIn(roots),
  };
  const { files, close } = await given(bundle, () => bundleAt(bundle));
  const verdict = await verifyBundle(files, trust).finally(close);
  process.stdout.write(json ? `${asJson(verdict)}\n` : `${verdictLines(verdict).join('\n')}\n`);
  return verdict.findings.length === 0 ? 0 : 1;
}

/** A path that somebody typed: what is not there is said in words. */
async function given<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    throw new Error(`There is no ${path}.`, { cause });
  }
}

/** `<authority>.pem`, each with the roots of one time-stamp authority. */
async function rootsIn(folder: string): Promise<ReadonlyMap<string, readonly Certificate[]>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.pem'));
  const read = async (name: string) =>
    [basename(name, '.pem'), certificatesOfPem(await readFile(join(folder, name), 'utf8'))] as const;
  return new Map(await Promise.all(names.map(read)));
}

function asJson({ findings, steps, remarks, events }: BundleVerdict): string {
  const seen = events.map(({ index, fields, body }) => ({
    index: index.toString(),
    id: fields?.id ?? null,
    kind: fields?.k ?? null,
    time: fields?.t ?? null,
    stream: fields?.s ?? null,
    number: fields?.n.toString() ?? null,
    body: body === null ? 'withheld' : 'shown',
  }));
  return JSON.stringify({ holds: findings.length === 0, steps, findings, remarks, events: seen }, null, 2);
}
