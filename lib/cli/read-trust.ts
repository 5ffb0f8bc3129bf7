import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BundleFiles } from '../bundle/bundle-files.ts';
import { type BundleTrust, type BundleVerdict, verifyBundle } from '../bundle/verify-bundle.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { parseTrustPolicy } from '../ledger/trust-policy.ts';
import type { Certificate } from '../timestamp/certificate.ts';
import { certificatesOfPem } from '../timestamp/pem.ts';
import { bundleAt } from './bundle-at.ts';
import { reportApart, reportLimits } from './report-apart.ts';
import { UsageError } from './usage-error.ts';
import { withReports } from './verify-report.ts';

/** Whom the auditor trusts, from what they typed. Throws UsageError without a policy. */
export async function readTrust({
  policy,
  roots,
}: {
  policy?: string | undefined;
  roots?: string | undefined;
}): Promise<BundleTrust> {
  if (policy === undefined)
    throw new UsageError(
      'Give the trust policy that you hold: --policy <file>. Keys that come with a bundle prove nothing.',
    );
  return {
    policy: parseTrustPolicy((await given(policy, () => readFile(policy))).toString('utf8')),
    stampRoots: roots === undefined ? new Map<string, readonly Certificate[]>() : await rootsIn(roots),
  };
}

/** The verdict on what lies at a path: a bundle as its folder or a .zip of it, a single .tlog-proof, or a custody report. */
export async function verdictOn(path: string, trust: BundleTrust): Promise<BundleVerdict> {
  const judge = (bytes: Uint8Array) => reportApart(bytes, trust);
  if (path.endsWith('.pdf')) return await judge(await given(path, () => reportBytes(path)));
  const { files, close } = await given(path, () => bundleAt(path));
  try {
    const verdict = await verifyBundle(files, trust);
    return await withReports(verdict, reportsIn(files), judge);
  } finally {
    await close();
  }
}

async function reportBytes(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size <= reportLimits.fileBytes) return await readFile(path);
  throw new LedgerError(`${path} is larger than any report.`);
}

/** One after the other: how large each is, whoever made the bundle decided. */
async function* reportsIn(files: BundleFiles) {
  const paths = [...files.paths].filter((one) => /^(?:data\/)?report\/[^/]+\.pdf$/.test(one)).sort();
  for (const path of paths) yield { path, bytes: await files.read(path) };
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
