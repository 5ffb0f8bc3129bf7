import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StorageAccountFacts } from '../cloud-parts.ts';
import { isAmong } from './address-rules.ts';
import { authenticationFailed, BlobError } from './blob-error.ts';
import type { BlobAddress } from './blob-operation.ts';
import type { DelegationKeys } from './delegation-keys.ts';

/** What the bearer of a user delegation SAS may do. */
export interface SasGrant {
  readonly signer: string; // object id: never may the bearer more than the signer may at that moment
  readonly permissions: string;
  readonly resource: 'b' | 'c';
  readonly boundTo: string | null; // object id of the one person who may use it, with a token of their own
  readonly keyTrace: string;
  readonly trace: string;
}

interface SasRequest {
  readonly query: URLSearchParams;
  readonly address: BlobAddress;
  readonly account: StorageAccountFacts;
  readonly callerIp: string;
  readonly now: Date;
}

/**
 * Reads a user delegation SAS: signature, period of key and link, address range. Null for a request without one.
 * Source: "Create a user delegation SAS" (Microsoft), versions 2020-12-06, 2025-07-05 and 2026-04-06.
 * Throws BlobError 403 AuthenticationFailed or AuthorizationSourceIPMismatch.
 */
export function delegationSas(keys: DelegationKeys, asked: SasRequest): SasGrant | null {
  const { query } = asked;
  if (!query.has('sig') || !query.has('skoid')) return null;
  const field = (name: string) => query.get(name) ?? '';
  const key = keys.valueOf(asked.account, {
    objectId: field('skoid'),
    tenantId: field('sktid'),
    start: field('skt'),
    expiry: field('ske'),
    service: field('sks'),
    version: field('skv'),
  });
  const expected = createHmac('sha256', Buffer.from(key, 'base64')).update(stringToSign(asked)).digest();
  const given = Buffer.from(field('sig'), 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw authenticationFailed('Signature did not match.');
  requirePeriod(field('skt'), field('ske'), asked.now);
  requirePeriod(field('st'), field('se'), asked.now);
  requireAddress(field('sip'), asked.callerIp);
  return {
    signer: field('skoid'),
    permissions: field('sp'),
    resource: field('sr') === 'c' ? 'c' : 'b',
    boundTo: query.get('sduoid'),
    keyTrace: keys.trace(key),
    trace: keys.trace(field('sig')),
  };
}

/** The query without what belongs to the signature, as the operation behind it knows it. */
export function withoutSas(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => !sasFields.includes(name)));
}

/** The path as logged: everything but the signature itself. */
export function withoutSignature(url: string): string {
  return url.replace(/([?&]sig=)[^&]*/g, '$1XXXXX');
}

const overrides = ['rscc', 'rscd', 'rsce', 'rscl', 'rsct'];
const sasFields = [
  ...['sv', 'sr', 'sp', 'st', 'se', 'sip', 'spr', 'sig', 'ses', 'srh', 'srq'],
  ...['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'skdutid', 'saoid', 'suoid', 'scid', 'sduoid'],
  ...overrides,
];

function stringToSign({ query, address, account }: SasRequest): string {
  const field = (name: string) => query.get(name) ?? '';
  const version = field('sv');
  const blob = field('sr') === 'c' || address.blob === null ? '' : `/${decodeURIComponent(address.blob)}`;
  return [
    ...['sp', 'st', 'se'].map(field),
    `/blob/${account.name}/${address.container ?? ''}${blob}`,
    ...['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'saoid', 'suoid', 'scid'].map(field),
    ...(version >= '2025-07-05' ? ['skdutid', 'sduoid'].map(field) : []),
    ...['sip', 'spr', 'sv', 'sr'].map(field),
    '', // time of a snapshot or version: neither is served
    field('ses'),
    ...(version >= '2026-04-06' ? ['', ''] : []), // signed headers and parameters: not served
    ...overrides.map(field),
  ].join('\n');
}

function requirePeriod(start: string, expiry: string, now: Date): void {
  const from = start === '' ? 0 : Date.parse(start);
  if (from <= now.getTime() && now.getTime() < Date.parse(expiry)) return;
  const [begins, ends] = [new Date(from), new Date(expiry)].map((each) => each.toUTCString());
  throw authenticationFailed(
    `Signature not valid in the specified time frame: Start [${begins}] - Expiry [${ends}] - Current [${now.toUTCString()}]`,
  );
}

function requireAddress(range: string, callerIp: string): void {
  if (range === '' || isAmong([range], callerIp)) return;
  throw new BlobError(
    403,
    'AuthorizationSourceIPMismatch',
    `This request is not authorized to perform this operation using this source IP ${callerIp}.`,
  );
}
