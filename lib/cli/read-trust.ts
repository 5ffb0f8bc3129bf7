import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BundleTrust, type BundleVerdict, verifyBundle } from '../bundle/verify-bundle.ts';
import { parseTrustPolicy } from '../ledger/trust-policy.ts';
import type { Certificate } from '../timestamp/certificate.ts';
import { certificatesOfPem } from '../timestamp/pem.ts';
import { bundleAt } from './bundle-at.ts';
import { UsageError } from './usage-error.ts';
import { verifyReport, withReports } from './verify-report.ts';

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
  if (path.endsWith('.pdf')) return await verifyReport(await given(path, () => readFile(path)), trust);
  const { files, close } = await given(path, () => bundleAt(path));
  try {
    const verdict = await verifyBundle(files, trust);
    const paths = [...files.paths].filter((one) => /^(?:data\/)?report\/[^/]+\.pdf$/.test(one)).sort();
    const reports = await Promise.all(
      paths.map(async (one) => ({ path: one, bytes: await files.read(one) })),
    );
    return await withReports(verdict, reports, trust);
  } finally {
    await close();
  }
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
