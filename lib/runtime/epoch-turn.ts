import { uuidV7 } from '../adapters/prisma/uuid-v7.ts';
import { withLogKeys } from '../ledger/extend-policy.ts';
import { epochOf, originOfEpoch } from '../ledger/log-epoch.ts';
import type { CustodyRegister } from '../ports/custody-register.ts';
import { recordEpoch } from '../procedures/ledger/record-epoch.ts';
import type { RecoveryDatabase } from '../recover/into-database.ts';
import type { EpochTurn } from '../recover/open-epoch.ts';
import type { Settings } from './env.ts';
import { ledgerHatches } from './ledger-hatches.ts';
import { epochParts } from './ledger-parts.ts';
import { readTrust } from './trust.ts';
import { changeTrustFile } from './trust-file.ts';

/** What `openEpoch` needs to end the epoch of this database, wired from the settings. */
export async function epochTurn(
  settings: Settings,
  database: RecoveryDatabase,
  register: CustodyRegister,
): Promise<EpochTurn> {
  const { signersOf, storeOf } = await ledgerHatches(settings);
  const { origin } = database;
  const next = originOfEpoch(origin, epochOf(origin) + 1);
  const file = settings.HOLDFAST_TRUST_POLICY_FILE;
  return {
    ending: await epochParts(settings, origin),
    next: { origin: next, store: storeOf(next) },
    database,
    signersOf,
    newId: uuidV7,
    record: (detail) => recordEpoch(register, detail),
    trustKeys: async (vkeys) => {
      await changeTrustFile(file, (text) => withLogKeys(text, vkeys));
      return (await readTrust(settings)).policy;
    },
  };
}
