import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../cloud/http.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { services, type TenantService, tenantId } from '../cloud/tenant.ts';
import { signToken } from '../cloud/tokens.ts';

const lifetimeSeconds = 3600;
const resources = [
  'https://management.azure.com',
  'https://storage.azure.com',
  'https://graph.microsoft.com',
  'https://vault.azure.net',
  'https://api.loganalytics.io',
  'https://api.securitycenter.microsoft.com',
];

/**
 * `GET /msi/token` as App Service and Container Apps offer it (api-version 2019-08-01).
 * Source: Microsoft Learn, "How to use managed identities for App Service", REST endpoint reference.
 */
export function managedIdentity(options: {
  readonly key: SigningKey;
  readonly header: string;
  readonly now: () => Date;
}): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    if (request.headers['x-identity-header'] !== options.header)
      return refuse(response, 401, 'UnauthorizedClient', 'The x-identity-header does not match.');
    if (query.get('api-version') !== '2019-08-01')
      return refuse(response, 400, 'BadRequest', 'The api-version must be 2019-08-01.');
    const resource = (query.get('resource') ?? '').replace(/\/+$/, '');
    if (!resources.includes(resource))
      return refuse(
        response,
        400,
        'invalid_resource',
        `The resource '${resource}' is not known in this tenant.`,
      );
    const service = services.find((one) => one.clientId === query.get('client_id'));
    if (service === undefined)
      return refuse(
        response,
        400,
        'invalid_client',
        'No user-assigned identity with this client_id is assigned.',
      );
    sendJson(response, 200, tokenReply(options.key, service, resource, options.now()));
  };
}

function tokenReply(
  key: SigningKey,
  service: TenantService,
  resource: string,
  now: Date,
): Record<string, string> {
  const issued = Math.floor(now.getTime() / 1000);
  const expires = issued + lifetimeSeconds;
  const claims = {
    aud: resource,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: issued,
    nbf: issued - 5,
    exp: expires,
    appid: service.clientId,
    appidacr: '2',
    idtyp: 'app',
    oid: service.objectId,
    sub: service.objectId,
    tid: tenantId,
    uti: randomUUID(),
    ver: '1.0',
    ...rolesFor(service, resource),
  };
  return {
    access_token: signToken(key, claims),
    client_id: service.clientId,
    expires_on: String(expires),
    resource,
    token_type: 'Bearer',
  };
}

/** Application permissions stand in the token of the service that they are for. */
function rolesFor(service: TenantService, resource: string): { readonly roles?: readonly string[] } {
  switch (resource) {
    case 'https://graph.microsoft.com':
      return { roles: service.graphRoles };
    case 'https://api.securitycenter.microsoft.com':
      return { roles: service.defenderRoles };
    default:
      return {};
  }
}

function refuse(response: ServerResponse, status: number, error: string, description: string): void {
  sendJson(response, status, {
    statusCode: status,
    error,
    message: description,
    correlationId: randomUUID(),
  });
}
