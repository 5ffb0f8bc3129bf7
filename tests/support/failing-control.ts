import { type Control, controlKey } from '../../lib/posture/control.ts';
import type { TestDatabase } from './database.ts';

const account =
  '/subscriptions/00000000-0000-4000-8000-000000000003/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/locker';

/** A control that the last look found failing, of a container or of the account. Out: its key. */
export async function failingControl(
  { db }: Pick<TestDatabase, 'db'>,
  container: string | null,
  raw = 'no hold',
): Promise<string> {
  const place = container === null ? account : `${account}/blobServices/default/containers/${container}`;
  const control: Control =
    container === null
      ? { kind: 'shared-keys-off', account }
      : { kind: 'legal-hold', container: place, tag: null };
  const key = controlKey(control);
  const now = new Date();
  const row = {
    part: container === null ? 'guards' : 'containers',
    position: 0,
    control: { ...control },
    ...{ demand: 'A demand.', mend: 'Mend it.', place, verdict: 'fail', raw, why: 'It fails.' },
    ...{ readAt: now, since: now, checkedAt: now, holders: [], retiredAt: null },
  };
  await db.postureControl.upsert({ where: { key }, create: { key, ...row }, update: row });
  return key;
}
