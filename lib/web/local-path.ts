/** `wanted` if it is a path of this site, else `/incidents`: an open redirect would lend our name to a phisher. */
export function localPath(wanted: string | null): string {
  const fallback = '/incidents';
  if (wanted === null || wanted.length > 1_000 || !wanted.startsWith('/')) return fallback;
  const base = 'http://local.invalid';
  if (!URL.canParse(wanted, base)) return fallback;
  const url = new URL(wanted, base);
  const elsewhere =
    url.origin !== base ||
    url.pathname.startsWith('//') || // "/a/..//host" comes out as "//host", which leads to another host
    /^\/(sign-in|sign-out|api)(\/|$)/.test(url.pathname) ||
    url.pathname === '/';
  return elsewhere ? fallback : `${url.pathname}${url.search}`;
}
