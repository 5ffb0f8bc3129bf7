import { createServer, type Server } from 'node:http';
import type { AccessBook } from '../cloud/access-book.ts';
import { sendJson } from '../cloud/http.ts';
import { tenantId } from '../cloud/tenant.ts';
import { activation } from './activation-page.ts';
import { managedIdentity } from './managed-identity.ts';
import { type SignInOptions, sendPage, signInProvider } from './sign-in-provider.ts';

/** Entra on plain loopback HTTP: people under `/<tenant id>`, the product's identities under `/msi/token`. */
export function entraServer(
  options: SignInOptions & { readonly identityHeader: string; readonly access: AccessBook },
): Server {
  const signIn = signInProvider(options);
  const identity = managedIdentity({ key: options.key, header: options.identityHeader, now: options.now });
  return createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/msi/token')) return identity(request, response);
    if (path !== `/${tenantId}` && !path.startsWith(`/${tenantId}/`))
      return sendJson(response, 404, {
        error: 'not_found',
        error_description: 'There is no such tenant here.',
      });
    const isActivation = path.split('?')[0] === `/${tenantId}/activate`;
    const served = isActivation
      ? activation(options, request, response, sendPage)
      : signIn(request, response);
    served.catch((error: unknown) => {
      console.error('sign-in:', error instanceof Error ? error.stack : error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}
