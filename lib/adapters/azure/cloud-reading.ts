import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';
import type { CloudReading, UnreadWhy } from '../../ports/cloud-reading.ts';
import { azureError } from './azure-error.ts';

/** Runs one read and says what came of it. `doing` completes "Azure refused to …". Throws an abort only. */
export async function cloudReading<T>(
  doing: string,
  read: () => Promise<T>,
  asked: Parameters<typeof azureError>[2] = 'product',
): Promise<CloudReading<T>> {
  try {
    return { kind: 'read', value: await read(), at: new Date().toISOString() };
  } catch (error) {
    const known = azureError(doing, error, asked);
    if (!(known instanceof CustodyError)) throw known;
    return { kind: 'unread', why: whyOf(known.code), words: known.message, at: new Date().toISOString() };
  }
}

/** Every page of a list. */
export async function allOf<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

function whyOf(code: CustodyErrorCode): UnreadWhy {
  if (code === 'throttled') return 'throttled';
  if (code === 'not-found') return 'missing';
  return code === 'cloud-refused' ? 'refused' : 'no-answer';
}
