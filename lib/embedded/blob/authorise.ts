import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ControlPlane, StorageAccountFacts } from '../cloud-parts.ts';
import { authenticationFailed, BlobError } from './blob-error.ts';
import type { BlobAddress, BlobOperation, Permission } from './blob-operation.ts';
import type { DelegationKeys } from './delegation-keys.ts';
import { delegationSas, type SasGrant } from './delegation-sas.ts';

const audience = 'https://storage.azure.com';

/** Who asks, by a token or by a link that somebody signed. */
export interface BlobCaller {
  readonly objectId: string; // of the token's owner, or of the signer
  readonly upn: string | null;
  readonly sas: SasGrant | null;
  readonly tokenHash: string; // as the diagnostic log shows it
}

interface BlobQuestion {
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  readonly address: BlobAddress;
  readonly account: StorageAccountFacts;
  readonly control: ControlPlane;
  readonly delegation: DelegationKeys;
  readonly tenantId: string;
}

/** The caller. Throws BlobError 401 without a token that holds, 403 for keys and for signatures that do not. */
export function authenticate(asked: BlobQuestion): BlobCaller {
  const { request, query, control } = asked;
  const [scheme = '', credential = ''] = (request.headers.authorization ?? '').split(' ');
  const callerIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const sas = delegationSas(asked.delegation, { ...asked, callerIp, now: control.now() });
  if (scheme.startsWith('SharedKey') || (sas === null && query.has('sig'))) throw keysNotPermitted();
  const principal = scheme === 'Bearer' ? control.principalOf(credential, audience) : null;
  if (sas !== null) {
    if (sas.boundTo !== null && principal?.objectId !== sas.boundTo)
      throw authenticationFailed('The signature is bound to a user whose token is missing.');
    const tokenHash = `user-delegation(${sas.keyTrace}),SasSignature(${sas.trace})`;
    return { objectId: sas.signer, upn: principal?.upn ?? null, sas, tokenHash };
  }
  if (scheme !== 'Bearer') throw unauthenticated(asked.tenantId, 'NoAuthenticationInformation');
  if (principal === null) throw unauthenticated(asked.tenantId, 'InvalidAuthenticationInfo');
  const tokenHash = createHash('sha256').update(credential).digest('hex').toUpperCase();
  return { ...principal, sas: null, tokenHash };
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

/** Refuses what a link does not permit, whatever its signer may. Throws BlobError 403 AuthorizationPermissionMismatch. */
export function requireSasPermission(sas: SasGrant, operation: BlobOperation): void {
  const letters = lettersFor(operation);
  const fits = operation.name !== 'Container_ListBlobs' || sas.resource === 'c';
  if (fits && [...letters].some((letter) => sas.permissions.includes(letter))) return;
  throw permissionMismatch();
}

/** Source: "Create a user delegation SAS", specify permissions. Account and container operations have no letter. */
function lettersFor(operation: BlobOperation): string {
  if (operation.name === 'Container_ListBlobs') return 'l';
  switch (operation.permission.action.replace(/^.*\/blobs\//, '')) {
    case 'read':
      return 'r';
    case 'write':
      return operation.effect === 'create' ? 'cw' : operation.effect === 'append' ? 'aw' : 'w';
    case 'delete':
      return 'd';
    case 'tags/read':
    case 'tags/write':
      return 't';
    default:
      return '';
  }
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
  throw permissionMismatch();
}

function permissionMismatch(): BlobError {
  const words = 'This request is not authorized to perform this operation using this permission.';
  return new BlobError(403, 'AuthorizationPermissionMismatch', words);
}
