/** A secret that was really handed out: its kind, for the report, and its value. */
export interface Marker {
  readonly kind: string;
  readonly value: string;
}

/** Whatever has the shape of a secret, known to us or not. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['a SAS signature', /\bsig(?:=|%3d)(?!\[redacted\]|%5bredacted)[\w%+/=-]{16,}/i],
  ['a signed token', /\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\./],
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
];

/** Every place of `texts` that holds a marker in any of its spellings, or anything shaped like a secret. */
export function findSecrets(texts: ReadonlyMap<string, string>, markers: readonly Marker[]): string[] {
  const found: string[] = [];
  for (const [place, text] of texts) {
    for (const { kind, value } of markers)
      if (spellings(value).some((one) => text.includes(one))) found.push(`${place}: ${kind}`);
    for (const [name, shape] of shapes) if (shape.test(text)) found.push(`${place}: ${name} (by its shape)`);
  }
  return found;
}

function spellings(value: string): string[] {
  const plain = value.includes('%') ? decodeURIComponent(value) : value;
  const forms = [value, plain].flatMap((one) => [
    one,
    encodeURIComponent(one),
    Buffer.from(one).toString('base64'),
  ]);
  return [...new Set(forms)];
}
