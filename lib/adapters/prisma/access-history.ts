import type { AccessLook } from '../../ports/posture-state.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Makes the newest span longer, or begins another one. Two workers that look at once do it one after the other. */
export async function keepAccess(
  tx: Transaction,
  { digest, observed: { access, sharedKeys }, longestGapMs }: AccessLook,
): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('access_span'))`;
  const readAt = new Date(access.readAt);
  const newest = await tx.accessSpan.findFirst({ orderBy: { firstReadAt: 'desc' } });
  if (newest !== null && newest.lastReadAt >= readAt) return; // somebody read later already
  const gap = readAt.getTime() - (newest?.lastReadAt.getTime() ?? 0);
  if (newest !== null && newest.digest === digest && gap <= longestGapMs) {
    await tx.accessSpan.update({ where: { id: newest.id }, data: { lastReadAt: readAt } });
    return;
  }
  await tx.accessState.createMany({
    data: [{ digest, access: jsonColumn(access), sharedKeys }],
    skipDuplicates: true,
  });
  await tx.accessSpan.create({ data: { id: uuidV7(), digest, firstReadAt: readAt, lastReadAt: readAt } });
}
