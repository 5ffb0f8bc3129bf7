/**
 * The Content-Security-Policy of one response. Scripts and style elements need the nonce; style attributes
 * are allowed because positioned popovers set them, and an attribute cannot run a script. `formTargets` are
 * the URLs a form may lead to, redirects included (CSP Level 3 §6.4.2): our own address and the tenant's.
 */
export function contentSecurityPolicy(options: {
  readonly nonce: string;
  readonly formTargets: readonly string[];
  readonly development: boolean;
}): string {
  const nonce = `'nonce-${options.nonce}'`;
  const forms = options.formTargets.map((url) => new URL(url).origin);
  return [
    "default-src 'none'",
    // React in development explains errors with eval; the built product never does.
    `script-src 'self' ${nonce} 'strict-dynamic'${options.development ? " 'unsafe-eval'" : ''}`,
    `style-src-elem 'self' ${options.development ? "'unsafe-inline'" : nonce}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${options.development ? ' ws:' : ''}`,
    "manifest-src 'self'",
    `form-action 'self' ${[...new Set(forms)].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
}
