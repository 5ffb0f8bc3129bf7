import { join } from 'node:path';
import { type TimeStampAuthority, timeStampAuthority } from './time-stamp-authority.ts';

/** The local cloud's two authorities, which share nothing; the root of each lies in `<folder>/roots/<name>.pem`. */
export async function openAuthorities(
  folder: string,
  now: () => Date,
): Promise<{
  readonly rootsFolder: string;
  readonly authorities: Readonly<Record<'embedded-ec' | 'embedded-rsa', TimeStampAuthority>>;
}> {
  const rootsFolder = join(folder, 'roots');
  const open = (name: string, kind: 'ec' | 'rsa') =>
    timeStampAuthority(join(folder, name), join(rootsFolder, `${name}.pem`), kind, now);
  const [ec, rsa] = await Promise.all([open('embedded-ec', 'ec'), open('embedded-rsa', 'rsa')]);
  return { rootsFolder, authorities: { 'embedded-ec': ec, 'embedded-rsa': rsa } };
}
