import type { IncomingMessage } from 'node:http';
import type { AccessBook } from '../cloud/access-book.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { readToken } from '../cloud/tokens.ts';
import { ArmError } from './arm-error.ts';
import type { ArmRequest } from './route.ts';

/** Who calls, by the bearer token. Throws ArmError 401 for one that is missing, expired, forged or of another audience. */
export function authenticate(
  { key, now }: { readonly key: SigningKey; readonly now: () => Date },
  incoming: IncomingMessage,
): ArmRequest['caller'] {
  const bearer = /^Bearer (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  if (bearer === undefined)
    throw new ArmError(
      401,
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
    );
  const read = readToken(key, bearer, 'https://management.azure.com', now());
  if ('problem' in read) {
    if (read.problem === 'expired')
      throw new ArmError(
        401,
        'ExpiredAuthenticationToken',
        'The access token expiry UTC time is earlier than the current UTC time.',
      );
    if (read.problem === 'audience')
      throw new ArmError(
        401,
        'InvalidAuthenticationTokenAudience',
        "The access token has been obtained for the wrong audience or resource. It should exactly match 'https://management.azure.com'.",
      );
    throw new ArmError(401, 'InvalidAuthenticationToken', 'The access token is invalid.');
  }
  const { oid, appid, upn } = read.claims;
  return { objectId: String(oid), clientId: String(appid), upn: typeof upn === 'string' ? upn : null };
}

/** Throws ArmError 403 unless the caller may do this there. */
export function authorize(
  access: AccessBook,
  caller: ArmRequest['caller'],
  scope: string,
  action: string,
): void {
  if (access.allows(caller.objectId, scope, action, 'action')) return;
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${caller.clientId}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
