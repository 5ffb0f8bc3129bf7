import type { AccessToken, TokenCredential } from '@azure/identity';

const vaultScope = 'https://vault.azure.net/.default';

/**
 * A credential that asks for Key Vault tokens and nothing else, whatever a vault's challenge names. With it the SDK's
 * own comparison of the challenge with the host's name adds nothing, and a vault behind another name can be used:
 * a token never reaches anybody but the configured address, and is good for nothing but a vault.
 */
export function vaultCredential(credential: TokenCredential): TokenCredential {
  return {
    getToken: (_scopes, options): Promise<AccessToken | null> => credential.getToken(vaultScope, options),
  };
}

export const vaultOptions = { disableChallengeResourceVerification: true } as const;
