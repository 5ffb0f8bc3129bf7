import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureLedgerKeys } from '../adapters/azure/ledger-keys.ts';
import type { CustodyRegister } from '../ports/custody-register.ts';
import { recordRotation } from '../procedures/ledger/record-rotation.ts';
import type { RecoveryDatabase } from '../recover/into-database.ts';
import type { KeyTurn } from '../recover/rotate-keys.ts';
import type { Settings } from './env.ts';
import { currentOrigin, readTrust } from './trust.ts';
import { changeTrustFile } from './trust-file.ts';

const patienceMs = 60_000;

/** What `rotateKeys` needs, wired from the settings. Throws one line if no identity may make keys, or the epoch is not the newest. */
export async function keyTurn(
  settings: Settings,
  database: RecoveryDatabase,
  register: CustodyRegister,
  reason: string,
): Promise<KeyTurn> {
  const rotator = settings.HOLDFAST_ROTATOR_CLIENT_ID;
  if (rotator === undefined) throw new Error('HOLDFAST_ROTATOR_CLIENT_ID names no identity that makes keys.');
  const { policy } = await readTrust(settings);
  const origin = currentOrigin(policy, settings.HOLDFAST_LEDGER_ORIGIN);
  if (origin !== database.origin) {
    throw new Error(`The trust policy names the log ${origin}, and the database holds ${database.origin}.`);
  }
  return {
    database,
    policy,
    patienceMs,
    vault: azureLedgerKeys({
      credential: managedIdentity(rotator),
      secretId: settings.HOLDFAST_LEDGER_SECRET_ID,
      keyId: settings.HOLDFAST_LEDGER_KEY_ID,
    }),
    changePolicy: (change) => changeTrustFile(settings.HOLDFAST_TRUST_POLICY_FILE, change),
    record: (detail) => recordRotation(register, detail, reason),
  };
}
