import type { TokenCredential } from '@azure/identity';
import { CryptographyClient } from '@azure/keyvault-keys';
import type { KeyWrapper } from '../../ports/data-keys.ts';
import { callAzure } from './azure-error.ts';
import { vaultCredential, vaultOptions } from './vault-credential.ts';

const algorithm = 'RSA-OAEP-256';

/** Wraps data keys under an RSA key of the vault. `keyId`: the key's address, with its version. */
export function vaultKeyWrapper(config: {
  readonly credential: TokenCredential;
  readonly keyId: string;
}): KeyWrapper {
  const credential = vaultCredential(config.credential);
  const clientOf = (keyId: string) => new CryptographyClient(keyId, credential, vaultOptions);
  const current = clientOf(config.keyId);
  return {
    wrap: (key, signal) =>
      callAzure('wrap a data key', async () => {
        const { result, keyID } = await current.wrapKey(algorithm, key, { abortSignal: signal });
        return { keyId: keyID ?? config.keyId, algorithm, bytes: result };
      }),
    unwrap: (wrapped, signal) =>
      callAzure('unwrap a data key', async () => {
        // A rotated vault key still opens what it wrapped: each data key names the version it was wrapped under.
        const client = wrapped.keyId === config.keyId ? current : clientOf(wrapped.keyId);
        const { result } = await client.unwrapKey(algorithm, wrapped.bytes, { abortSignal: signal });
        return result;
      }),
  };
}
