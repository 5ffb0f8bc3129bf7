/** Headers by their names in small letters, folded lines joined. */
export function headers(data = ''): Readonly<Record<string, string>> {
  const head = data.slice(0, data.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return Object.fromEntries(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

/** The whole message with its quoted-printable lines put together (RFC 2045 §6.7). */
export function textOf(data = ''): string {
  return data.replace(/=\r\n/g, '').replaceAll('=3D', '=');
}
