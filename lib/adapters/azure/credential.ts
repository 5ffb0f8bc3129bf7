import type { TokenCredential } from '@azure/identity';
import { ManagedIdentityCredential } from '@azure/identity';

/** The user-assigned managed identity with this client id. Tokens are fetched and kept by the SDK, in memory. */
export function managedIdentity(clientId: string): TokenCredential {
  return new ManagedIdentityCredential({ clientId });
}
