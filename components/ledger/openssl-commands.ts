/**
 * Shell commands that check the note in `checkpoint.note` against a vkey line with OpenSSL 3 alone. The last 32
 * bytes of the vkey's base64 are the key, the last 64 of the signature's the signature (C2SP signed-note); the
 * bytes written first begin every Ed25519 public key in DER (RFC 8410 §4).
 */
export function opensslCommands(verifierKey: string): string {
  const [origin = '', id = ''] = verifierKey.split('+');
  const typedKey = verifierKey.slice(origin.length + id.length + 2);
  const line = `${origin} ${beginningOf(id)}`;
  return [
    `{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; echo '${typedKey}' | base64 -d | tail -c 32; } > ledger.der`,
    `head -n 3 checkpoint.note > signed.txt`,
    `grep -F ' ${line}' checkpoint.note | cut -d ' ' -f 3 | base64 -d | tail -c 64 > signed.sig`,
    'openssl pkeyutl -verify -pubin -keyform DER -inkey ledger.der -rawin -in signed.txt -sigfile signed.sig',
  ].join('\n');
}

/** The five base64 letters with which every signature of the key begins: they lie wholly in the key's id. */
function beginningOf(id: string): string {
  const bytes = (id.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes)).slice(0, 5);
}
