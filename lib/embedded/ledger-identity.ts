import { join } from 'node:path';
import { ensureLedgerKey, fileCheckpointSigner } from '../adapters/node/checkpoint-signer.ts';
import { tenantId } from './cloud/tenant.ts';

/** The name of the embedded ledger, and its Ed25519 key, which the first call makes. */
export async function ledgerIdentity(
  home: string,
): Promise<{ readonly origin: string; readonly keyFile: string; readonly vkey: string }> {
  const origin = `holdfast.example/${tenantId.slice(0, 8)}/1`;
  const keyFile = join(home, 'keys/ledger-ed25519.pem');
  await ensureLedgerKey(keyFile);
  const { verifierKey: vkey } = await fileCheckpointSigner(keyFile, origin);
  return { origin, keyFile, vkey };
}
