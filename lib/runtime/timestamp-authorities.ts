import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rfc3161TimestampAuthority } from '../adapters/rfc3161/timestamp-authority.ts';
import type { Clock } from '../ports/clock.ts';
import type { TimestampAuthority } from '../ports/timestamp-authority.ts';
import type { Certificate } from '../timestamp/certificate.ts';
import { certificatesOfPem } from '../timestamp/pem.ts';
import type { Settings } from './env.ts';

type TimestampSettings = Pick<
  Settings,
  | 'HOLDFAST_MODE'
  | 'HOLDFAST_TIMESTAMP_AUTHORITIES'
  | 'HOLDFAST_TIMESTAMP_ROOTS_FOLDER'
  | 'HOLDFAST_TIMESTAMP_POLICIES'
>;

/**
 * The time-stamp authorities of the settings, in their order; none if none is named: then there is no trusted time.
 * Throws one line naming the authority whose roots (`<name>.pem` in the roots folder) cannot be used, or whose address
 * is this machine in production.
 */
export async function timestampAuthorities(
  settings: TimestampSettings,
  clock: Clock,
): Promise<readonly TimestampAuthority[]> {
  const named = Object.entries(settings.HOLDFAST_TIMESTAMP_AUTHORITIES);
  return await Promise.all(
    named.map(async ([name, url]) => {
      refuseThisMachine(settings, name, url);
      const roots = await rootsOf(settings, name);
      const policy = settings.HOLDFAST_TIMESTAMP_POLICIES[name];
      const policies = policy === undefined ? null : [policy];
      return rfc3161TimestampAuthority({ name, url, roots, policies, clock });
    }),
  );
}

/** The roots of every authority of the settings, by its name. Throws one line naming what cannot be used. */
export async function timestampRoots(
  settings: TimestampSettings,
): Promise<ReadonlyMap<string, readonly Certificate[]>> {
  const names = Object.keys(settings.HOLDFAST_TIMESTAMP_AUTHORITIES);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await rootsOf(settings, name)] as const)),
  );
}

/** Plain http is common and harmless here: the answer is signed, and the question holds nothing but a digest. */
function refuseThisMachine({ HOLDFAST_MODE: mode }: TimestampSettings, name: string, url: string): void {
  if (mode !== 'production' || !/^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname)) return;
  throw new Error(`The time-stamp authority ${name} must be another machine in production.`);
}

async function rootsOf(
  { HOLDFAST_TIMESTAMP_ROOTS_FOLDER: folder }: TimestampSettings,
  name: string,
): Promise<readonly Certificate[]> {
  if (folder === undefined)
    throw new Error(`The time-stamp authority ${name} needs HOLDFAST_TIMESTAMP_ROOTS_FOLDER.`);
  const file = join(folder, `${name}.pem`);
  try {
    return certificatesOfPem(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The roots of the time-stamp authority ${name} (${file}) cannot be used: ${why}`, {
      cause,
    });
  }
}
