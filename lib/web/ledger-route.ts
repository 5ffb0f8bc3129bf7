import type { NextRequest } from 'next/server';
import type { Database } from '../adapters/prisma/client.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { requirePermission } from '../custody/permission.ts';
import { answered } from './answered.ts';
import { personOf } from './route.ts';

/** One file or proof of the ledger. What names its own size never changes (`immutable`). */
export interface LedgerAnswer {
  readonly body: Uint8Array | string;
  readonly type: string;
  readonly immutable: boolean;
  readonly fileName?: string; // to be kept under
}

export const plainText = 'text/plain; charset=utf-8';
const year = 31_536_000;

/**
 * Answers with a part of the ledger. Entries name opaque ids, kinds and times: no person and no incident, but how much
 * happens and when. So they are for people whose role may read the ledger, unless a setting opens them to whoever
 * reaches the portal, for a monitor that another department runs. Source: C2SP tlog-tiles (types, caching).
 */
export async function ledgerRoute(
  request: NextRequest,
  read: (db: Database) => Promise<LedgerAnswer>,
): Promise<Response> {
  return await answered(async (wired) => {
    const isOpen = wired.settings.HOLDFAST_LEDGER_READERS === 'network';
    if (!isOpen) requirePermission(await personOf(wired, request, 'read'), 'ledger.read');
    const { body, type, immutable, fileName } = await read(wired.db);
    const keep = immutable ? `max-age=${year}, immutable` : 'no-cache';
    return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
      headers: {
        'content-type': type,
        'cache-control': `${isOpen ? 'public' : 'private'}, ${keep}`,
        ...(fileName === undefined ? {} : { 'content-disposition': `attachment; filename="${fileName}"` }),
      },
    });
  });
}

/** A plain decimal number of a query or path. Throws `invalid-input` naming it. */
export function wholeNumber(text: string | null | undefined, name: string): bigint {
  if (text !== null && text !== undefined && /^(0|[1-9][0-9]{0,17})$/.test(text)) return BigInt(text);
  throw new CustodyError('invalid-input', `${name} must be a plain number.`, {
    detail: { [name]: 'Digits without a leading zero.' },
  });
}
