import { constants, createPublicKey, privateDecrypt, publicEncrypt } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { VaultContents, VaultKey, VaultSecret } from './vault-contents.ts';

/** An answer of the vault, or a refusal in its words. */
export interface VaultReply {
  readonly status: number;
  readonly body: unknown;
}

export interface VaultRoute {
  readonly operation: string; // for the fault script and the counts
  readonly dataAction: string; // what the caller must hold
  readonly answer: (body: Readonly<Record<string, unknown>>) => VaultReply;
}

const data = 'Microsoft.KeyVault/vaults';

/** Finds what a request asks for. Null: no such operation. Source: Key Vault REST API 2025-07-01, Keys and Secrets. */
export function vaultRoute(
  contents: VaultContents,
  origin: string,
  method: string,
  path: string,
  now: () => Date,
): VaultRoute | null {
  const [, kind, name, version, verb, ...more] = path.replace(/\/$/, '').split('/');
  if (kind === 'secrets' && method === 'GET' && name === undefined) return secretsRoute(contents, origin);
  if (name === undefined || more.length > 0) return null;
  const made = versionRoute(contents, origin, `${method} ${kind} ${version ?? ''}`, name, now);
  if (made !== null && verb === undefined) return made;
  if (kind === 'secrets' && method === 'GET' && verb === undefined) {
    const secret = find(contents.secrets, name, version);
    const answer = () => (secret === null ? secretNotFound(name) : ok(secretBody(contents, origin, secret)));
    return { operation: 'Vault_GetSecret', dataAction: `${data}/secrets/getSecret/action`, answer };
  }
  if (kind !== 'keys') return null;
  const key = find(contents.keys, name, version);
  const onKey = (answer: (key: VaultKey, body: Readonly<Record<string, unknown>>) => VaultReply) => {
    return (body: Readonly<Record<string, unknown>>) =>
      key === null ? keyNotFound(name) : answer(key, body);
  };
  switch (`${method} ${verb ?? ''}`) {
    case 'GET ':
      return {
        operation: 'Vault_GetKey',
        dataAction: `${data}/keys/read`,
        answer: onKey((found) => ok(keyBody(contents, origin, found))),
      };
    case 'POST sign':
      return operation(
        'sign',
        onKey((found, body) => signDigest(origin, found, body)),
      );
    case 'POST verify':
      return operation(
        'verify',
        onKey((found, body) => verifyDigest(found, body)),
      );
    case 'POST wrapkey':
      return operation(
        'wrap',
        onKey((found, body) => wrap(origin, found, body)),
      );
    case 'POST unwrapkey':
      return operation(
        'unwrap',
        onKey((found, body) => unwrap(origin, found, body)),
      );
    default:
      return null;
  }
}

/** Get Secrets: the current version of each name, without its value and its version; one page here. */
function secretsRoute(contents: VaultContents, origin: string): VaultRoute {
  const names = [...new Set(contents.secrets.map(({ name }) => name))];
  const newest = names.flatMap((name) => find(contents.secrets, name, undefined) ?? []);
  const item = (one: VaultSecret) => ({
    ...secretItem(contents, origin, one),
    id: `${origin}/secrets/${one.name}`,
  });
  return {
    operation: 'Vault_ListSecrets',
    dataAction: `${data}/secrets/readMetadata/action`,
    answer: () => ok({ value: newest.map(item), nextLink: null }),
  };
}

/** What makes versions and lists them. */
function versionRoute(
  contents: VaultContents,
  origin: string,
  asked: string,
  name: string,
  now: () => Date,
): VaultRoute | null {
  switch (asked) {
    case 'PUT secrets ':
      return {
        operation: 'Vault_SetSecret',
        dataAction: `${data}/secrets/setSecret/action`,
        answer: (body) => setSecret(contents, origin, name, body, now()),
      };
    case 'GET secrets versions':
      return {
        operation: 'Vault_ListSecretVersions',
        dataAction: `${data}/secrets/readMetadata/action`,
        answer: () => listed(contents.secrets, name, (one) => secretItem(contents, origin, one)),
      };
    case 'POST keys create':
      return {
        operation: 'Vault_CreateKey',
        dataAction: `${data}/keys/create/action`,
        answer: (body) => createKey(contents, origin, name, body, now()),
      };
    case 'GET keys versions':
      return {
        operation: 'Vault_ListKeyVersions',
        dataAction: `${data}/keys/read`,
        answer: () => listed(contents.keys, name, (one) => keyItem(contents, origin, one)),
      };
    default:
      return null;
  }
}

function setSecret(
  contents: VaultContents,
  origin: string,
  name: string,
  { value, contentType, tags }: Readonly<Record<string, unknown>>,
  now: Date,
): VaultReply {
  if (typeof value !== 'string') return badParameter('The property "value" is required.');
  const kept = typeof tags === 'object' && tags !== null ? { tags: tags as Record<string, string> } : {};
  const type = typeof contentType === 'string' ? contentType : '';
  return ok(
    secretBody(contents, origin, contents.setSecret({ name, value, contentType: type, ...kept }, now)),
  );
}

function createKey(
  contents: VaultContents,
  origin: string,
  name: string,
  { kty, crv, key_ops: operations }: Readonly<Record<string, unknown>>,
  now: Date,
): VaultReply {
  if (kty !== 'EC' || crv !== 'P-256') return badParameter('Only EC keys on P-256 are made here.');
  const may = Array.isArray(operations)
    ? operations.filter((one) => typeof one === 'string')
    : ['sign', 'verify'];
  return ok(keyBody(contents, origin, contents.makeKey(name, may, now)));
}

/** Source: Get Key Versions, Get Secret Versions: one page here. */
function listed<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  item: (one: T) => unknown,
): VaultReply {
  return ok({ value: all.filter((one) => one.name === name).map(item), nextLink: null });
}

function keyItem(contents: VaultContents, origin: string, key: VaultKey): unknown {
  return { kid: keyId(origin, key), attributes: attributesOf(contents, key) };
}

function secretItem(contents: VaultContents, origin: string, secret: VaultSecret) {
  const { name, version, contentType, tags } = secret;
  return {
    id: `${origin}/secrets/${name}/${version}`,
    contentType,
    ...(tags === undefined ? {} : { tags }),
    attributes: attributesOf(contents, secret),
  };
}

function operation(verb: string, answer: VaultRoute['answer']): VaultRoute {
  return { operation: `Vault_Key_${verb}`, dataAction: `${data}/keys/${verb}/action`, answer };
}

function signDigest(origin: string, key: VaultKey, body: Readonly<Record<string, unknown>>): VaultReply {
  const digest = bytesOf(body.value);
  if (!key.operations.includes('sign')) return notAllowed(key, 'sign');
  if (body.alg !== 'ES256' || digest.length !== 32)
    return badParameter('The digest or the algorithm is not valid.');
  const signature = signPrehashed(key, digest);
  return ok({ kid: keyId(origin, key), value: signature.toString('base64url') });
}

function verifyDigest(key: VaultKey, body: Readonly<Record<string, unknown>>): VaultReply {
  if (!key.operations.includes('verify')) return notAllowed(key, 'verify');
  const { x, y } = createPublicKey(key.privateKey).export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), bytesOf(x), bytesOf(y)]);
  return ok({
    value: p256.verify(bytesOf(body.value), bytesOf(body.digest), point, { prehash: false, lowS: false }),
  });
}

/** The caller hashed already; node:crypto would hash once more. */
function signPrehashed(key: VaultKey, digest: Buffer): Buffer {
  const { d } = key.privateKey.export({ format: 'jwk' });
  return Buffer.from(p256.sign(digest, bytesOf(d), { prehash: false, lowS: false }));
}

function wrap(origin: string, key: VaultKey, body: Readonly<Record<string, unknown>>): VaultReply {
  if (!key.operations.includes('wrapKey')) return notAllowed(key, 'wrapKey');
  if (body.alg !== 'RSA-OAEP-256') return badParameter('The algorithm is not valid for this key.');
  const wrapped = publicEncrypt({ key: createPublicKey(key.privateKey), ...oaep }, bytesOf(body.value));
  return ok({ kid: keyId(origin, key), value: wrapped.toString('base64url') });
}

function unwrap(origin: string, key: VaultKey, body: Readonly<Record<string, unknown>>): VaultReply {
  if (!key.operations.includes('unwrapKey')) return notAllowed(key, 'unwrapKey');
  if (body.alg !== 'RSA-OAEP-256') return badParameter('The algorithm is not valid for this key.');
  try {
    const plain = privateDecrypt({ key: key.privateKey, ...oaep }, bytesOf(body.value));
    return ok({ kid: keyId(origin, key), value: plain.toString('base64url') });
  } catch {
    return badParameter('The wrapped value is not valid.'); // as the service: nothing about why
  }
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };

function keyBody(contents: VaultContents, origin: string, key: VaultKey): unknown {
  const jwk = createPublicKey(key.privateKey).export({ format: 'jwk' });
  return {
    key: { kid: keyId(origin, key), key_ops: key.operations, ...jwk },
    attributes: attributesOf(contents, key),
  };
}

function secretBody(contents: VaultContents, origin: string, secret: VaultSecret): unknown {
  return { value: secret.value, ...(secretItem(contents, origin, secret) as object) };
}

function attributesOf(
  contents: VaultContents,
  { createdAt = contents.createdAt }: { readonly createdAt?: number },
): unknown {
  return {
    enabled: true,
    created: createdAt,
    updated: createdAt,
    recoveryLevel: 'Recoverable',
    recoverableDays: 90,
  };
}

function keyId(origin: string, { name, version }: VaultKey): string {
  return `${origin}/keys/${name}/${version}`;
}

function find<T extends { readonly name: string; readonly version: string }>(
  all: readonly T[],
  name: string,
  version: string | undefined,
): T | null {
  const named = all.filter((one) => one.name === name);
  return (
    (version === undefined || version === '' ? named.at(-1) : named.find((one) => one.version === version)) ??
    null
  );
}

function bytesOf(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : '', 'base64url');
}

function ok(body: unknown): VaultReply {
  return { status: 200, body };
}

/** An error as Key Vault writes it. */
export function vaultError(status: number, code: string, message: string): VaultReply {
  return { status, body: { error: { code, message } } };
}

function keyNotFound(name: string): VaultReply {
  return vaultError(404, 'KeyNotFound', `A key with (name/id) ${name} was not found in this key vault.`);
}

function secretNotFound(name: string): VaultReply {
  return vaultError(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${name} was not found in this key vault.`,
  );
}

function notAllowed(key: VaultKey, verb: string): VaultReply {
  return vaultError(403, 'Forbidden', `Operation ${verb} is not permitted on this key: ${key.name}.`);
}

function badParameter(message: string): VaultReply {
  return vaultError(400, 'BadParameter', message);
}
