import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessBook } from '../cloud/access-book.ts';
import { readBody, sendJson } from '../cloud/http.ts';
import type { RequestCounts } from '../cloud/request-counts.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { tenantId } from '../cloud/tenant.ts';
import { readToken } from '../cloud/tokens.ts';
import type { FaultScript } from '../cloud-parts.ts';
import type { VaultContents } from './vault-contents.ts';
import { type VaultReply, vaultError, vaultRoute } from './vault-operations.ts';

const audience = 'https://vault.azure.net';
const versions = ['7.4', '7.5', '7.6', '2025-07-01'];

interface VaultOptions {
  readonly id: string; // the vault's resource id
  readonly tls: { readonly key: string; readonly cert: string };
  readonly contents: VaultContents;
  readonly access: AccessBook;
  readonly key: SigningKey;
  readonly now: () => Date;
  readonly faults: FaultScript;
  readonly counts: RequestCounts;
  readonly origin: () => string;
}

/** Key Vault as far as the ledger uses it: signing, wrapping, one secret; each for a caller with its data action. */
export function vaultServer(options: VaultOptions): Server {
  return createServer(options.tls, (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      console.error('key vault:', error instanceof Error ? error.message : String(error));
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function serve(
  options: VaultOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', options.origin());
  const text = await readBody(request);
  const caller = principalOf(options, request);
  if (caller === null) return challenge(response);
  const route = vaultRoute(
    options.contents,
    options.origin(),
    request.method ?? 'GET',
    url.pathname,
    options.now,
  );
  if (route === null) return reply(response, vaultError(404, 'NotFound', 'Resource not found.'));
  options.counts.count(route.operation);
  const fault = options.faults.take(route.operation);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  if (fault?.kind === 'drop') return void response.destroy();
  if (fault?.kind === 'status') return reply(response, vaultError(fault.status, fault.code, fault.message));
  if (!versions.includes(url.searchParams.get('api-version') ?? '')) {
    return reply(response, vaultError(400, 'BadParameter', 'The specified version is not recognized.'));
  }
  if (!options.access.allows(caller, `${options.id}${url.pathname}`, route.dataAction, 'dataAction')) {
    const words = `Caller is not authorized to perform action on resource. Action: '${route.dataAction}'`;
    return reply(response, vaultError(403, 'Forbidden', words));
  }
  reply(response, route.answer(text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)));
}

function principalOf({ key, now }: VaultOptions, request: IncomingMessage): string | null {
  const [, bearer] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (bearer === undefined) return null;
  const read = readToken(key, bearer, audience, now());
  return 'claims' in read && typeof read.claims.oid === 'string' ? read.claims.oid : null;
}

/** Source: "Authentication, requests and responses" (Key Vault REST API): where to get a token, and for what. */
function challenge(response: ServerResponse): void {
  const login = `https://login.microsoftonline.com/${tenantId}`;
  response.setHeader('www-authenticate', `Bearer authorization="${login}", resource="${audience}"`);
  reply(response, vaultError(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'));
}

function reply(response: ServerResponse, { status, body }: VaultReply): void {
  sendJson(response, status, body);
}
