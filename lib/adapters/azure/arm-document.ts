import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { type ArmAccess, armScope } from './arm-clients.ts';
import { plainRequest } from './plain-request.ts';

/**
 * GET or PUT of one resource of Azure Resource Manager whose service has no client here. Throws RestError with Azure's
 * words, and CustodyError `cloud-unavailable` for an answer of another shape.
 */
export async function armDocument<T>(
  access: ArmAccess,
  ask: { readonly id: string; readonly apiVersion: string; readonly body?: unknown },
  shape: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const address = new URL(access.armEndpoint); // whatever the id looks like: it names no other host
  address.pathname = ask.id;
  address.search = new URLSearchParams({ 'api-version': ask.apiVersion }).toString();
  const put = ask.body === undefined ? {} : { body: ask.body };
  const method = ask.body === undefined ? 'GET' : 'PUT';
  const { credential } = access;
  const answer = shape.safeParse(
    await plainRequest({ credential, scope: armScope, method, url: address.href, ...put }, signal),
  );
  if (answer.success) return answer.data;
  throw new CustodyError('cloud-unavailable', 'Azure described a resource in an unknown shape.', {
    cause: answer.error,
  });
}

export const anyDocument = z.looseObject({});
