import { CustodyError } from '../custody/custody-error.ts';

/**
 * Refuses a write that did not come from our own pages. An absent or `null` Origin is refused too: Next lets
 * the first through and once let the second (CVE-2026-27978).
 */
export function requireSameOrigin(headers: Headers, publicUrl: string): void {
  const expected = new URL(publicUrl).origin;
  if (headers.get('origin') !== expected || headers.get('sec-fetch-site') !== 'same-origin') {
    throw new CustodyError('forbidden', `This request did not come from Holdfast's own page at ${expected}.`);
  }
}
