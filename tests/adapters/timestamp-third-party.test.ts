import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeStampAuthority } from '../../lib/embedded/tsa/time-stamp-authority.ts';
import { certificatesOfPem } from '../../lib/timestamp/pem.ts';
import { timestampRequest } from '../../lib/timestamp/timestamp-request.ts';
import { verifyTimestamp } from '../../lib/timestamp/verify-timestamp.ts';
import { openssl } from '../support/openssl.ts';

const data = Buffer.from('holdfast.example/log/1\n1000\nmTjPGR7oRn9TKujjT2vspZVYY2/gHhULBAvm/ycoa1w=\n');
const sha256 = createHash('sha256').update(data).digest();
const nonce = 0xfedcba9876543210n;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-time-'));
  writeFileSync(join(folder, 'checkpoint.note'), data);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['ec', 'rsa'] as const)('a time stamp of the embedded %s authority', (kind) => {
  it('passes openssl ts -verify, against the data and against the question', async () => {
    const { rootFile, query, policy } = await stamped(kind, new Date());
    expect(openssl(folder, 'ts', '-query', '-in', query, '-text')).toContain(
      'Nonce: 0xFEDCBA9876543210\nCertificate required: yes',
    );
    const verify = ['ts', '-verify', '-in', `${kind}.tsr`, '-CAfile', rootFile];
    expect(openssl(folder, ...verify, '-data', 'checkpoint.note')).toContain('Verification: OK');
    expect(openssl(folder, ...verify, '-queryfile', query)).toContain('Verification: OK');
    writeFileSync(join(folder, 'other.note'), 'other');
    expect(() => openssl(folder, ...verify, '-data', 'other.note')).toThrow('message imprint mismatch');
    expect(openssl(folder, 'ts', '-reply', '-in', `${kind}.tsr`, '-text')).toContain(`Policy OID: ${policy}`);
  });

  it('that holds no certificate, because none was asked for, passes openssl with -untrusted', async () => {
    openssl(folder, 'ts', '-query', '-data', 'checkpoint.note', '-sha256', '-out', 'bare.tsq');
    const { authority, rootFile, own } = await newAuthority(kind, new Date());
    writeFileSync(
      join(folder, 'bare.tsr'),
      await authority.answer(readFileSync(join(folder, 'bare.tsq')), null),
    );
    const verify = ['ts', '-verify', '-in', 'bare.tsr', '-queryfile', 'bare.tsq', '-CAfile', rootFile];
    expect(openssl(folder, ...verify, '-untrusted', join(own, 'good.pem'))).toContain('Verification: OK');
    expect(() => openssl(folder, ...verify)).toThrow('signer certificate not found');
  });

  it('holds after the authority’s certificate has expired: for us as it is, for openssl with -attime', async () => {
    const then = new Date(Date.now() - 15 * 365 * 24 * 3_600_000);
    const { rootFile, token } = await stamped(kind, then);
    const roots = certificatesOfPem(readFileSync(rootFile, 'utf8'));
    const facts = await verifyTimestamp({
      token,
      stamped: { data },
      nonce,
      roots,
      policies: null,
      now: null,
    });
    expect(facts.authority.validUntil.getTime()).toBeLessThan(Date.now());
    const verify = [
      'ts',
      '-verify',
      '-data',
      'checkpoint.note',
      '-in',
      `${kind}.tsr`,
      '-CAfile',
      rootFile,
    ] as const;
    expect(() => openssl(folder, ...verify)).toThrow('certificate has expired');
    const at = String(facts.genTime.getTime() / 1000);
    expect(openssl(folder, ...verify, '-attime', at)).toContain('Verification: OK');
  });
});

describe.each([
  ['EC', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ['RSA', ['-newkey', 'rsa:3072']],
] as const)('a time stamp that openssl ts -reply made with an %s key', (_name, newKey) => {
  beforeAll(() => makeOpensslAuthority(newKey));

  it('holds, and says what openssl says', async () => {
    const answer = ask(timestampRequest({ sha256, nonce, policy: '2.999.5' }), 'root.pem');
    const facts = await verifyTimestamp({ ...question(), token: answer, nonce, policies: ['2.999.5'] });
    const text = openssl(folder, 'ts', '-reply', '-in', 'answer.tsr', '-text');
    expect(text).toContain(`Serial number: 0x${facts.serial.toUpperCase().padStart(2, '0')}`);
    expect(facts).toMatchObject({
      policy: '2.999.5',
      accuracyMs: 1500.1,
      ordering: true,
      anomaly: null,
      authority: { name: 'CN=authority, O=Openssl\\, Inc, C=NL' },
    });
    const printed = /Time stamp: (.*)/.exec(text)?.[1] ?? '';
    expect(new Date(printed).getTime()).toBe(facts.genTime.getTime());
  });

  it('made for openssl’s own question, holds too; over other data or under other roots it does not', async () => {
    openssl(folder, 'ts', '-query', '-data', 'checkpoint.note', '-sha256', '-cert', '-out', 'own.tsq');
    const token = ask(readFileSync(join(folder, 'own.tsq')), 'root.pem');
    expect((await verifyTimestamp({ ...question(), token })).policy).toBe('2.999.5');
    await expect(verifyTimestamp({ ...question(), token, nonce })).rejects.toThrow('another nonce');
    await expect(
      verifyTimestamp({ ...question(), token, stamped: { data: Buffer.from('other') } }),
    ).rejects.toThrow('over other bytes');
    await expect(verifyTimestamp({ ...question(), token, roots: [] })).rejects.toThrow(
      'does not lead to a root',
    );
  });

  it('without the certificate, or refused for its policy, is refused with the reason', async () => {
    openssl(folder, 'ts', '-query', '-data', 'checkpoint.note', '-sha256', '-out', 'bare.tsq');
    const bare = ask(readFileSync(join(folder, 'bare.tsq')), null);
    await expect(verifyTimestamp({ ...question(), token: bare })).rejects.toThrow("signer's certificate");
    const refused = ask(timestampRequest({ sha256, nonce, policy: '2.999.6' }), 'root.pem');
    await expect(verifyTimestamp({ ...question(), token: refused })).rejects.toThrow(
      'status 2 (rejection): unacceptedPolicy, Requested policy is not supported.',
    );
  });
});

function question() {
  const roots = certificatesOfPem(readFileSync(join(folder, 'root.pem'), 'utf8'));
  return { stamped: { data }, nonce: null, roots, policies: null, now: new Date() } as const;
}

async function stamped(kind: 'ec' | 'rsa', now: Date) {
  const { authority, rootFile } = await newAuthority(kind, now);
  const query = timestampRequest({ sha256, nonce });
  const token = await authority.answer(query, null);
  writeFileSync(join(folder, `${kind}.tsq`), query);
  writeFileSync(join(folder, `${kind}.tsr`), token);
  return { rootFile, token, query: `${kind}.tsq`, policy: authority.policy };
}

async function newAuthority(kind: 'ec' | 'rsa', now: Date) {
  const own = mkdtempSync(join(folder, 'authority-'));
  const rootFile = join(own, 'root.pem');
  return { own, rootFile, authority: await timeStampAuthority(own, rootFile, kind, () => now) };
}

const configuration = `
[tsa]
default_tsa = one
[one]
serial = serial
signer_digest = sha256
default_policy = 2.999.5
digests = sha256
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = sha256
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[req]
distinguished_name = dn
[dn]
`;

function makeOpensslAuthority(newKey: readonly string[]): void {
  writeFileSync(join(folder, 'tsa.cnf'), configuration);
  writeFileSync(join(folder, 'serial'), '0A\n');
  const made = (key: string, out: string) => [
    ...newKey,
    '-nodes',
    '-keyout',
    key,
    '-out',
    out,
    '-config',
    'tsa.cnf',
  ];
  openssl(
    folder,
    'req',
    '-x509',
    ...made('root-key.pem', 'root.pem'),
    '-subj',
    '/CN=root',
    '-extensions',
    'root',
  );
  openssl(
    folder,
    'req',
    '-new',
    ...made('key.pem', 'leaf.csr'),
    '-subj',
    '/C=NL/O=Openssl, Inc/CN=authority',
  );
  const issue = ['-CA', 'root.pem', '-CAkey', 'root-key.pem', '-CAcreateserial', '-extfile', 'tsa.cnf'];
  openssl(folder, 'x509', '-req', '-in', 'leaf.csr', ...issue, '-extensions', 'leaf', '-out', 'leaf.pem');
}

function ask(query: Uint8Array, chain: string | null): Uint8Array {
  writeFileSync(join(folder, 'query.tsq'), query);
  const signer = ['-signer', 'leaf.pem', '-inkey', 'key.pem', ...(chain === null ? [] : ['-chain', chain])];
  const io = ['-queryfile', 'query.tsq', '-out', 'answer.tsr'];
  openssl(folder, 'ts', '-reply', '-config', 'tsa.cnf', '-section', 'one', ...io, ...signer);
  return readFileSync(join(folder, 'answer.tsr'));
}
