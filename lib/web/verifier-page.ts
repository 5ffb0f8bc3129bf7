import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const metaPolicy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/;

/**
 * The single-file verifier under the policy that it brings along: its own script and style by their digests, and no
 * network at all. It is left out of `proxy.ts`, whose policy would forbid that script.
 */
export async function verifierPage(): Promise<Response> {
  const page = await pageText();
  const policy = metaPolicy.exec(page ?? '')?.[1];
  if (page === null || policy === undefined)
    return new Response('The verifier comes with the build, and there is none.\n', { status: 404 });
  return new Response(page, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
      'cache-control': 'no-cache',
    },
  });
}

async function pageText(): Promise<string | null> {
  try {
    return await readFile(resolve('public/verify.html'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
