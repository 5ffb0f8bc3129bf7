import { CustodyError } from '../custody/custody-error.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id out of a URL. Throws `not-found` for what cannot be one, so that the database never sees it. */
export function requireId(text: string): string {
  if (!uuid.test(text)) throw notFound();
  return text.toLowerCase();
}

/** An optional cursor out of a URL; anything that cannot be one starts the list from its beginning. */
export function cursorId(text: string | undefined): string | null {
  return text !== undefined && uuid.test(text) ? text.toLowerCase() : null;
}

/** Unknown and invisible are the same answer. */
export function notFound(): CustodyError {
  return new CustodyError('not-found', 'There is nothing here, or nothing that you may see.');
}
