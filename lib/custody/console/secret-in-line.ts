/** Signs of a shared access signature, a bearer token, a JWT, a private key, a password argument. */
const signs = [
  /[?&]?\bsig=[^\s&]/i,
  /\bbearer\s+\S/i,
  /\beyJ[\w-]{8,}\.[\w-]{8,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(?:accountkey|sharedaccesskey|client_secret|password|passwd|pwd)\s*[=:]\s*\S/i,
  /(?:^|[\s"'])--?[\w-]*(?:password|passwd|pwd|secret|token|api-?key)(?:[=:]|\s+)[^\s-]/i, // a parameter of that name
];

/** What a person reads in place of the line, which is neither kept nor sent. */
export const withheldLine = '(withheld: it looked like a secret)';

/** Microsoft keeps every argument in its own records, so no secret may stand in one; this finds the common shapes. */
export function looksLikeSecret(line: string): boolean {
  return signs.some((sign) => sign.test(line));
}
