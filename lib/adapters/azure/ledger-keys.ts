import { generateKeyPairSync } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { KeyClient, parseKeyVaultKeyIdentifier } from '@azure/keyvault-keys';
import { parseKeyVaultSecretIdentifier, SecretClient } from '@azure/keyvault-secrets';
import { sameBytes } from '../../ledger/bytes.ts';
import { type VerifierKey, verifierKey } from '../../ledger/verifier-key.ts';
import type { LedgerKeyVault } from '../../ports/ledger-keys.ts';
import { callAzure } from './azure-error.ts';
import { p256PublicKey } from './p256-public-key.ts';
import { vaultCredential, vaultOptions } from './vault-credential.ts';

const publicTag = 'ed25519-public'; // of the secret, base64: whoever makes versions cannot read them

/** `secretId`, `keyId`: any version of the two keys. The identity makes versions and can neither read nor use them. */
export function azureLedgerKeys({
  credential,
  secretId,
  keyId,
}: {
  readonly credential: TokenCredential;
  readonly secretId: string;
  readonly keyId: string;
}): LedgerKeyVault {
  const secret = parseKeyVaultSecretIdentifier(secretId);
  const key = parseKeyVaultKeyIdentifier(keyId);
  const secrets = new SecretClient(secret.vaultUrl, vaultCredential(credential), vaultOptions);
  const keys = new KeyClient(key.vaultUrl, vaultCredential(credential), vaultOptions);
  return {
    renew: async (origin, known) => [
      await renewed(known, await newestSecret(secrets, secret.name, origin), () =>
        makeEd25519(secrets, secret.name, origin),
      ),
      await renewed(known, await newestKey(keys, key.name, origin), () => makeP256(keys, key.name, origin)),
    ],
  };
}

async function renewed(
  known: readonly VerifierKey[],
  newest: VerifierKey | null,
  make: () => Promise<VerifierKey>,
): Promise<VerifierKey> {
  if (newest !== null && !known.some((one) => sameBytes(one.publicKey, newest.publicKey))) return newest;
  return await make();
}

/** Null where it does not say its public key: it is from before this vault's keys were ever renewed. */
async function newestSecret(client: SecretClient, name: string, origin: string): Promise<VerifierKey | null> {
  return await callAzure('list the versions of the ledger’s signing key', async () => {
    let newest: { readonly at: number; readonly tag: string | undefined } | null = null;
    for await (const { createdOn, tags } of client.listPropertiesOfSecretVersions(name)) {
      const at = createdOn?.getTime() ?? 0;
      if (newest === null || at >= newest.at) newest = { at, tag: tags?.[publicTag] };
    }
    if (newest?.tag === undefined) return null;
    return verifierKey(origin, 'ed25519', new Uint8Array(Buffer.from(newest.tag, 'base64')));
  });
}

async function newestKey(client: KeyClient, name: string, origin: string): Promise<VerifierKey> {
  const found = await callAzure('read the ledger’s second key', () => client.getKey(name));
  return verifierKey(origin, 'ecdsa-p256', p256PublicKey(found));
}

/** The private key is in this process for as long as it takes to hand it over. */
async function makeEd25519(client: SecretClient, name: string, origin: string): Promise<VerifierKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const tags = { [publicTag]: Buffer.from(raw).toString('base64') };
  await callAzure('make a signing key of the ledger', () =>
    client.setSecret(name, pem, { contentType: 'application/x-pem-file', tags }),
  );
  return verifierKey(origin, 'ed25519', raw);
}

async function makeP256(client: KeyClient, name: string, origin: string): Promise<VerifierKey> {
  const options = { curve: 'P-256', keyOps: ['sign', 'verify'] };
  const made = await callAzure('make a second key of the ledger', () => client.createEcKey(name, options));
  return verifierKey(origin, 'ecdsa-p256', p256PublicKey(made));
}
