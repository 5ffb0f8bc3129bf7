import type { IncomingMessage } from 'node:http';
import type { ControlPlane, StorageAccountFacts } from '../cloud-parts.ts';
import { BlobError } from './blob-error.ts';
import type { Permission } from './blob-operation.ts';

const audience = 'https://storage.azure.com';

/** The object id of the caller. Throws BlobError 401 without a token that holds, 403 for keys and signatures. */
export function authenticate(
  request: IncomingMessage,
  query: URLSearchParams,
  control: ControlPlane,
  tenantId: string,
): string {
  const [scheme = '', credential = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme.startsWith('SharedKey') || query.has('sig')) throw keysNotPermitted();
  if (scheme !== 'Bearer') throw unauthenticated(tenantId, 'NoAuthenticationInformation');
  const principal = control.principalOf(credential, audience);
  if (principal === null) throw unauthenticated(tenantId, 'InvalidAuthenticationInfo');
  return principal.objectId;
}

function keysNotPermitted(): BlobError {
  const words = 'Key based authentication is not permitted on this storage account.';
  return new BlobError(403, 'KeyBasedAuthenticationNotPermitted', words);
}

function unauthenticated(tenantId: string, code: string): BlobError {
  const words =
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.';
  const authority = `https://login.microsoftonline.com/${tenantId}/oauth2/authorize`;
  const headers = { 'www-authenticate': `Bearer authorization_uri=${authority} resource_id=${audience}` };
  return new BlobError(401, code, words, { headers });
}

/**
 * Requires a permission on a container (null: on the whole account).
 * Throws BlobError 403 AuthorizationPermissionMismatch.
 */
export function requirePermission(
  control: ControlPlane,
  account: StorageAccountFacts,
  container: string | null,
  principal: string,
  permission: Permission,
): void {
  const scope =
    container === null
      ? account.resourceId
      : `${account.resourceId}/blobServices/default/containers/${container}`;
  if (control.allows(principal, scope, permission.action, permission.kind)) return;
  const words = 'This request is not authorized to perform this operation using this permission.';
  throw new BlobError(403, 'AuthorizationPermissionMismatch', words);
}
