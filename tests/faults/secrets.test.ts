import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieJar } from '../support/cookie-jar.ts';
import { dumpDatabase } from '../support/database-dump.ts';
import { findSecrets, type Marker } from '../support/secret-search.ts';
import { startWholeProduct, type WholeProduct } from '../support/whole-product.ts';

/** Files that only their owner may read and whose purpose is to hold a secret, and stores of disk bytes. */
const keptApart = [
  'keys/',
  'postgres/secrets.json',
  'postgres/data/', // searched table by table
  'cloud/secrets/',
  'cloud/endpoints.json',
  'cloud/tls/server-key.pem',
  'cloud/tsa/embedded-ec/key.pem',
  'cloud/tsa/embedded-rsa/key.pem',
  'witness/key.pem',
  'cloud/demo-disks/',
  'cloud/disks/',
  'cloud/snapshots/',
  'cloud/azurite/',
];

const planted = { sas: 'PLANTEDsignature0123456789abcdef', token: 'PLANTEDtoken.0123456789.abcdef' };
const echo = `The link https://md-1.example.net/abcd?sv=2018-03-28&sr=b&sig=${planted.sas} with Bearer ${planted.token} was refused.`;

let product: WholeProduct;
let adminUrl: string;
const seen = new Map<string, string>();
const markers: Marker[] = [];

beforeAll(async () => {
  product = await startWholeProduct();
  adminUrl = administratorOf(product.home);
  await acquire('failing', { kind: 'status', status: 403, code: 'AuthorizationFailed', message: echo });
  await acquire('sealed', null);
  const browser = await signIn();
  await visitEverything(browser);
  await askEverything();
  collectMarkers(browser);
}, 170_000);

afterAll(() => product.close());

describe('no secret is in anything the product wrote', () => {
  it('ran an acquisition that failed and one that sealed', () => {
    expect(seen.get('shell: failing')).toContain('was refused.');
    expect(seen.get('shell: sealed')).toMatch(/"sha256"|sealed/);
  });

  it('handed out secrets of every kind', () => {
    const kinds = [...new Set(markers.map((marker) => marker.kind))].toSorted();
    expect(kinds).toEqual(
      [
        'access token',
        'identity header',
        'database password',
        'key of the vault',
        'OIDC client secret',
        'planted signature',
        'planted token',
        'session cookie',
        'signature of an export link',
      ].toSorted(),
    );
  });

  it('neither in a row of the database', async () => {
    const dump = await dumpDatabase(adminUrl);
    expect([...dump.keys()]).toContain('public.custody_event');
    expect([...dump.keys()].some((table) => table.startsWith('pgboss.'))).toBe(true);
    expect(dump.get('public.custody_event')).toContain('acquisition.step-failed');
    expect(findSecrets(dump, markers)).toEqual([]);
  });

  it('nor in a log or another file that is not a secret’s own', () => {
    const files = writtenFiles();
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['logs/worker.log', 'logs/portal.log', 'logs/cloud.log']),
    );
    expect(files.get('logs/worker.log')).toContain('step not ended');
    expect(findSecrets(files, markers)).toEqual([]);
  });

  it('nor in a page, an answer to a program or a line of the shell', () => {
    expect(seen.size).toBeGreaterThan(15);
    expect(findSecrets(seen, markers)).toEqual([]);
  });
});

describe('the search itself', () => {
  it('finds each secret in each of its spellings', () => {
    for (const { kind, value } of markers)
      for (const written of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
        expect(findSecrets(new Map([['a log', `x ${written} y`]]), markers)).toContain(`a log: ${kind}`);
  });

  it('finds an unknown secret by its shape, and lets a blotted one pass', () => {
    const texts = new Map([
      ['link', 'https://a/b?sv=1&sig=AAAABBBBCCCCDDDD1111%3D'],
      ['token', `bearer eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.c`],
      ['blotted', 'https://a/b?sv=1&sig=[redacted]'],
    ]);
    expect(findSecrets(texts, [])).toEqual([
      'link: a SAS signature (by its shape)',
      'token: a signed token (by its shape)',
    ]);
  });

  it('finds a leak in a text column, in bytes, and in the queue’s own schema', async () => {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    await client.query('insert into person_setting (object_id, time_zone) values ($1, $2)', [
      'leak',
      planted.sas,
    ]);
    await client.query('create table pgboss.leak (bytes bytea)');
    await client.query('insert into pgboss.leak values ($1)', [Buffer.from(`{"a":"${planted.sas}"}`)]);
    await client.end();
    expect(findSecrets(await dumpDatabase(adminUrl), markers)).toEqual(
      expect.arrayContaining(['public.person_setting: planted signature', 'pgboss.leak: planted signature']),
    );
  });
});

/** One acquisition from the shell, with the fault played when the read link is asked for. */
async function acquire(name: string, fault: object | null): Promise<void> {
  if (fault !== null)
    await product.admin('POST', '/faults', { operation: 'Snapshots_GrantAccess', fault, times: 1 });
  const incident = 'Web shell on storefront server after upload exploitation';
  const { output } = await product.shell(
    ...['acquire', '--as', 'analyst', '--incident', incident, '--vm', 'vm-web-03'],
    ...['--disk', name === 'failing' ? 'vm-web-03-os' : 'vm-web-03-data-0'],
    ...[
      '--reason',
      'Preserve before rebuild',
      '--authority-type',
      'internal-policy',
      '--authority-number',
      'IR-1',
    ],
    ...['--rehearsal', '--wait', '--json'],
  );
  seen.set(`shell: ${name}`, output);
}

async function signIn(): Promise<CookieJar> {
  const browser = new CookieJar();
  const picker = await browser.follow(`${product.url}/sign-in/start`);
  await browser.follow(picker, new URLSearchParams({ account: 'analyst' }));
  return browser;
}

/** Every page a person can reach by links from the lists, two levels deep. */
async function visitEverything(browser: CookieJar): Promise<void> {
  const waiting = [
    '/incidents',
    '/acquisitions',
    '/evidence',
    '/ledger',
    '/settings',
    '/sign-in',
    '/nowhere',
  ];
  const known = new Set(waiting);
  for (let path = waiting.shift(); path !== undefined && seen.size < 60; path = waiting.shift()) {
    const response = await browser.go(`${product.url}${path}`);
    const page = await response.text();
    seen.set(`page ${path}`, page);
    for (const [, link = ''] of page.matchAll(
      /href="(\/(?:incidents|acquisitions|evidence|ledger)\/[^"#]+)"/g,
    )) {
      if (known.has(link)) continue;
      known.add(link);
      waiting.push(link);
    }
  }
}

async function askEverything(): Promise<void> {
  const { access_token: token } = (await product.admin('POST', '/shell-token', { account: 'analyst' })) as {
    access_token: string;
  };
  markers.push({ kind: 'access token', value: token.split('.')[2] ?? token });
  const ids = [...seen.keys()].flatMap(
    (key) => /^page \/(acquisitions|evidence)\/([0-9a-f-]{36})$/.exec(key)?.slice(1, 3).join('/') ?? [],
  );
  const paths = ['health', 'incidents', 'acquisitions', 'ledger/checkpoint', 'ledger/keys', ...ids];
  for (const path of paths) {
    const response = await fetch(`${product.url}/api/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    seen.set(`answer ${path}`, `${response.status} ${await response.text()}`);
  }
}

interface VaultFile {
  readonly keys: readonly { readonly pem: string }[];
  readonly secrets: readonly { readonly value: string }[];
}

function collectMarkers(browser: CookieJar): void {
  const { home, endpoints } = product;
  const file = (path: string) => readFileSync(join(home, path), 'utf8');
  const add = (kind: string, values: readonly string[]) => {
    markers.push(...values.map((value) => ({ kind, value })));
  };
  add('planted signature', [planted.sas]);
  add('planted token', [planted.token]);
  add('session cookie', browser.valuesOf(/holdfast-session/));
  add('OIDC client secret', [endpoints.oidcClientSecret]);
  add('identity header', [endpoints.identityHeader]);
  const { admin, app, sequencer } = JSON.parse(file('postgres/secrets.json')) as Record<string, string>;
  add(
    'database password',
    [admin, app, sequencer].flatMap((one) => one ?? []),
  );
  const vault = JSON.parse(file('cloud/secrets/vault.json')) as VaultFile;
  for (const pem of [...vault.keys.map((key) => key.pem), ...vault.secrets.map((secret) => secret.value)]) {
    const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
    add('key of the vault', [d, Buffer.from(d, 'base64url').toString('hex')]);
  }
  const exchanges = readFileSync(product.exchangesFile, 'utf8');
  const signatures = [...exchanges.matchAll(/[?&]sig=([^&"\\\s]+)/g)].map(([, value = '']) => value);
  add('signature of an export link', [...new Set(signatures)]);
}

function writtenFiles(): Map<string, string> {
  const entries = readdirSync(product.home, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>([['printed by npm start', product.printed()]]);
  for (const entry of entries) {
    const path = relative(product.home, join(entry.parentPath, entry.name));
    if (!entry.isFile() || keptApart.some((apart) => path.startsWith(apart))) continue;
    files.set(path, readFileSync(join(product.home, path), 'latin1'));
  }
  return files;
}

function administratorOf(home: string): string {
  const { admin, port } = JSON.parse(readFileSync(join(home, 'postgres/secrets.json'), 'utf8')) as {
    admin: string;
    port: number;
  };
  return `postgresql://postgres:${admin}@127.0.0.1:${port}/holdfast`;
}
