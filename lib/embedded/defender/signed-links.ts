import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Links that carry their own right and die by the cloud's clock. The secret lives as long as the process. */
export interface SignedLinks {
  result(name: string): string;
  package(name: string): string;
  /** The name that a live link stands for; null: it expired or was forged. */
  nameOf(url: URL): string | null;
}

const resultMinutes = 30;
const packageMinutes = 5;
const resultPath = '/investigation-actions-data/CustomPlaybookCommandOutput/';
const packagePath = '/safedownload/WDATP_Investigation_Package.zip';

export function signedLinks(origin: () => string, now: () => Date): SignedLinks {
  const secret = randomBytes(32);
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest('base64');
  const holds = (text: string, given: string) => {
    const wanted = Buffer.from(sign(text));
    const got = Buffer.from(given);
    return wanted.length === got.length && timingSafeEqual(wanted, got);
  };
  const until = (minutes: number) => new Date(now().getTime() + minutes * 60_000).toISOString();
  return {
    result(name) {
      const se = until(resultMinutes);
      const query = { se, sp: 'r', sv: '2019-07-07', sr: 'b', sig: sign(`${name} ${se}`) };
      return `${origin()}${resultPath}${name}?${new URLSearchParams(query)}`;
    },
    package(name) {
      const expires = until(packageMinutes);
      const token = Buffer.from(JSON.stringify({ name, expires, sig: sign(`${name} ${expires}`) }));
      return `${origin()}${packagePath}?${new URLSearchParams({ token: token.toString('base64url') })}`;
    },
    nameOf(url) {
      const read = url.pathname === packagePath ? fromToken(url) : fromPath(url);
      if (read === null || !holds(`${read.name} ${read.expires}`, read.sig)) return null;
      return Date.parse(read.expires) > now().getTime() ? read.name : null;
    },
  };
}

export function isSignedLink(url: URL): boolean {
  return url.pathname === packagePath || url.pathname.startsWith(resultPath);
}

interface ReadLink {
  readonly name: string;
  readonly expires: string;
  readonly sig: string;
}

function fromPath(url: URL): ReadLink | null {
  return {
    name: url.pathname.slice(resultPath.length),
    expires: url.searchParams.get('se') ?? '',
    sig: url.searchParams.get('sig') ?? '',
  };
}

function fromToken(url: URL): ReadLink | null {
  try {
    const text = Buffer.from(url.searchParams.get('token') ?? '', 'base64url').toString('utf8');
    const { name, expires, sig } = JSON.parse(text) as Partial<ReadLink>;
    return { name: String(name), expires: String(expires), sig: String(sig) };
  } catch {
    return null; // no token of ours: the caller refuses it
  }
}
