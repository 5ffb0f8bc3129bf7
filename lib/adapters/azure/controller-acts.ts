import type { TokenCredential } from '@azure/identity';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ControllerActs } from '../../ports/controller-acts.ts';
import { storageClient } from './arm-clients.ts';
import { azureError, isMissingRight, withoutSecrets } from './azure-error.ts';
import { traced } from './trace.ts';

interface ActsConfig {
  readonly armEndpoint: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
}

/** What a delegated token for the resource manager is asked for (Microsoft identity platform, "Scopes and permissions"). */
export const delegatedArmScope = 'https://management.azure.com/user_impersonation';

/** The acts of one person, with the access token that the tenant gave for them. Lives as long as the call. */
export function azureControllerActs(config: ActsConfig, token: string): ControllerActs {
  const storage = storageClient(
    { credential: givenToken(token), armEndpoint: config.armEndpoint },
    config.subscriptionId,
  );
  return {
    clearHold: (container, tag, abortSignal) =>
      traced(() =>
        asThePerson('clear the legal hold', async () => {
          const { resourceGroup, account } = config;
          const hold = { tags: [tag] };
          const left = await storage.blobContainers.clearLegalHold(resourceGroup, account, container, hold, {
            abortSignal,
          });
          return left.tags ?? [];
        }),
      ),
  };
}

/** Never renewed: it ends with the act, or the act fails. */
function givenToken(token: string): TokenCredential {
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 300_000 }) };
}

/** A missing right is the person's own here, and mended by them. */
async function asThePerson<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const known = azureError(doing, error);
    if (!(known instanceof CustodyError) || !(error instanceof Error) || !isMissingRight(known)) throw known;
    throw new CustodyError(
      'cloud-refused',
      `Azure refused to ${doing} for your own account. Activate your controller role in Privileged Identity Management, with the other controller’s approval, and begin again. Azure says: ${withoutSecrets(error.message)}`,
      { cause: known.cause, detail: known.detail },
    );
  }
}
