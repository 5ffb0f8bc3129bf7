/** Account and container of a container's address; with an address for a host, the account is its first part. */
export function containerPlace(url: string): { readonly account: string; readonly container: string } {
  const { hostname, pathname } = new URL(url);
  const [first = '', second = ''] = pathname.split('/').filter(Boolean);
  const byPath = /^[\d.]+$|^localhost$|^\[/.test(hostname);
  return byPath
    ? { account: first, container: second }
    : { account: hostname.split('.')[0] ?? '', container: first };
}
