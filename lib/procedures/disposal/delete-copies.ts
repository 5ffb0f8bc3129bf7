import { CustodyError } from '../../custody/custody-error.ts';
import type { DeletedBlob } from '../../custody/disposal-event.ts';
import type { DisposableItem } from '../../ports/disposal-desk.ts';
import type { DisposalContext } from './disposal-context.ts';

/**
 * Deletes an item's copy, then its block manifest, and reads back that the store has neither. `require` is asked at the
 * last moment before the copy goes. A manifest that Azure keeps, because a hold came between the two, is left and not named.
 */
export async function deleteCopies(
  context: DisposalContext,
  item: DisposableItem,
  signal: AbortSignal,
  require: () => Promise<void>,
): Promise<readonly DeletedBlob[]> {
  const copy = await deleteBlob(context, item, { blob: item.blob, etag: item.etag }, signal, require);
  try {
    const manifest = { blob: item.manifestBlob, etag: null };
    return [copy, await deleteBlob(context, item, manifest, signal, async () => undefined)];
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'cloud-refused') return [copy];
    throw error;
  }
}

async function deleteBlob(
  { disposer }: DisposalContext,
  { container }: DisposableItem,
  { blob, etag }: { readonly blob: string; readonly etag: string | null },
  signal: AbortSignal,
  require: () => Promise<void>,
): Promise<DeletedBlob> {
  const found = await disposer.look(container, blob, signal);
  if (found !== null && etag !== null && unquoted(found.etag) !== unquoted(etag))
    throw new CustodyError('conflict', `Under ${blob} lies another blob than the one that was sealed.`);
  if (found !== null) await require();
  const removed = found === null ? null : await disposer.remove(container, blob, found.etag, signal);
  const deletedAt = new Date().toISOString();
  if ((await disposer.look(container, blob, signal)) !== null)
    throw new CustodyError('cloud-unavailable', `The store still has ${blob}.`);
  return {
    ...{ container, blob, deletedAt },
    etag: found?.etag ?? null,
    sizeBytes: found?.sizeBytes ?? null,
    requestId: removed?.value.requestId ?? null,
    readBackAt: new Date().toISOString(),
  };
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
