import {
  AzureCliCredential,
  ChainedTokenCredential,
  DeviceCodeCredential,
  type TokenCredential,
} from '@azure/identity';

/**
 * Whoever sits at the shell: signed in by `az login` already, else by device code, which `prompt` shows. Tokens stay in
 * memory.
 */
export function personCredential(tenantId: string, prompt: (line: string) => void): TokenCredential {
  return new ChainedTokenCredential(
    new AzureCliCredential({ tenantId }),
    new DeviceCodeCredential({ tenantId, userPromptCallback: ({ message }) => prompt(message) }),
  );
}

/** A person whose tokens somebody else fetches; `fetchToken` is given the resource, such as `https://management.azure.com`. */
export function fetchedCredential(fetchToken: (resource: string) => Promise<string>): TokenCredential {
  return {
    async getToken(scopes) {
      const scope = typeof scopes === 'string' ? scopes : (scopes[0] ?? '');
      const token = await fetchToken(scope.replace(/\/\.default$/, ''));
      return { token, expiresOnTimestamp: Date.now() + tokenLifeMs };
    },
  };
}

const tokenLifeMs = 30 * 60_000;
