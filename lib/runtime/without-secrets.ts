const secretForms: readonly [RegExp, string][] = [
  // A SAS is worthless without its signature; the rest of the URL helps to find the fault.
  [/([?&\s"']|%26|^)(sig(?:=|%3d))[^&\s"'\\]+/gi, '$1$2[redacted]'],
  [/\b(bearer\s+)[\w.~+/=-]+/gi, '$1[redacted]'],
  [/\b((?:account|shared(?:access)?)key=)[^;\s"'\\]+/gi, '$1[redacted]'],
  [
    /\b(client_secret|refresh_token|access_token|id_token|code_verifier)(["\\]*[=:]\s*["\\]*)[^&\s"'\\,}]+/gi,
    '$1$2[redacted]',
  ],
  [/(holdfast-(?:session|sign-in)=)[^;\s"'\\]+/gi, '$1[redacted]'],
];

/** `text` with SAS signatures, bearer tokens, account keys, OIDC secrets and session cookies blotted out. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const [form, replacement] of secretForms) clean = clean.replace(form, replacement);
  return clean;
}
