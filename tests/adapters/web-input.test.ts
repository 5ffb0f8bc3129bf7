import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import { bringBundleInput } from '../../lib/procedures/import/bring-bundle.ts';
import { withoutSecrets } from '../../lib/runtime/without-secrets.ts';
import { contentSecurityPolicy } from '../../lib/web/content-security-policy.ts';
import { formObject } from '../../lib/web/form-object.ts';
import { jsonBody, longestBodyBytes } from '../../lib/web/json-body.ts';
import { localPath } from '../../lib/web/local-path.ts';
import { parseInput } from '../../lib/web/parse-input.ts';
import { personFromClaims } from '../../lib/web/person-from-claims.ts';
import { requireSameOrigin } from '../../lib/web/same-origin.ts';

function form(...fields: [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

describe('a form becomes an object', () => {
  it('nests dotted names, keeps repeated ones as a list, and reads blanks as null', () => {
    const object = formObject(
      form(['authority.type', 'warrant'], ['authority.validUntil', ' '], ['disk', 'a'], ['disk', 'b']),
    );
    expect(object).toEqual({ authority: { type: 'warrant', validUntil: null }, disk: ['a', 'b'] });
  });

  it('leaves out names that reach for the prototype, and those React adds', () => {
    const object = formObject(
      form(
        ['__proto__.admin', 'x'],
        ['constructor.name', 'x'],
        ['toString', 'x'],
        ['$ACTION_ID_1', 'x'],
        ['reason', 'r'],
      ),
    );
    expect(object).toEqual({ reason: 'r' });
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });
});

describe('input is checked', () => {
  const schema = z.strictObject({ disks: z.array(z.string()).min(1), reason: z.string().min(3, 'Say why.') });

  it('takes one ticked box as a list of one', () => {
    expect(parseInput(schema, { disks: 'a', reason: 'because' })).toEqual({
      disks: ['a'],
      reason: 'because',
    });
  });

  it('names every wrong field at once', () => {
    const refusal = caught(() => parseInput(schema, { disks: null, reason: 'x' }));
    expect(refusal.code).toBe('invalid-input');
    expect(refusal.detail).toEqual({ disks: 'This is required.', reason: 'Say why.' });
  });

  it('calls each wrong field by the label of its form, never by the name in the code', () => {
    const nothing = { incidentId: crypto.randomUUID(), requestKey: crypto.randomUUID(), what: 'bundle' };
    const earlier = { takenBy: null, takenAt: 'x', how: null, heldBy: null };
    const authority = { type: 'warrant', number: '', validFrom: null, validUntil: 'x' };
    const claims = [{ algorithm: 'MD5', hex: '', foundIn: 'x' }];
    const said = {
      ...nothing,
      fileName: 'a.zip',
      sizeBytes: 1,
      description: 'x',
      reason: 'x',
      earlier,
      authority,
    };
    const form = { ...said, claims, trustPolicy: ' ' };
    const { message, detail } = caught(() => parseInput(bringBundleInput, form));
    expect(message).toMatch(
      /^\d fields need attention: Description: Say what it is\. When it was taken \(UTC\): /,
    );
    for (const label of [
      'Purpose',
      'Number or identifier',
      'Valid until',
      'Source of digest 1',
      'Trust policy',
    ])
      expect(message).toContain(` ${label}: `);
    expect(message).not.toMatch(/[a-z][A-Z]|\w\.\w/);
    expect(Object.keys(detail)).toContain('trustPolicy');
  });

  it.each([
    ['a NUL', 'bad \u0000 text'],
    ['half a surrogate pair', 'bad \ud800 text'],
  ])('names the field that holds %s, which nothing can store', (_, reason) => {
    const refusal = caught(() => parseInput(schema, { disks: ['a', 'b\u0000'], reason }));
    expect(refusal.code).toBe('invalid-input');
    expect(Object.keys(refusal.detail).toSorted()).toEqual(['disks.1', 'reason']);
  });

  it('refuses a field that nobody asked for', () => {
    expect(caught(() => parseInput(schema, { disks: ['a'], reason: 'because', roles: ['lead'] })).code).toBe(
      'invalid-input',
    );
  });
});

describe('the body of a request', () => {
  /** A body without an announced length that goes on for ever, in chunks of 16 KiB. */
  function endless(): { readonly request: Request; readonly read: () => number } {
    let read = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          read += 16_384;
          controller.enqueue(new Uint8Array(16_384).fill(0x20));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request('http://127.0.0.1/', { method: 'POST', body, duplex: 'half' } as RequestInit);
    return { request, read: () => read };
  }

  it('is read no further than 256 KiB, whatever its sender announced', async () => {
    const { request, read } = endless();
    await expect(jsonBody(request)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(read()).toBeLessThanOrEqual(longestBodyBytes + 2 * 16_384);
  });

  it('of exactly 256 KiB is read', async () => {
    const text = JSON.stringify('x'.repeat(longestBodyBytes - 2));
    expect(await jsonBody(post(text))).toHaveLength(longestBodyBytes - 2);
    await expect(jsonBody(post(`${text} `))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it.each(['', '{', 'x'])('that is no JSON is refused: %j', async (text) => {
    await expect(jsonBody(post(text))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('that is no UTF-8 is refused, instead of being kept with other letters', async () => {
    const body = Buffer.concat([Buffer.from('"'), Buffer.from([0xff, 0xfe]), Buffer.from('"')]);
    const request = new Request('http://127.0.0.1/', { method: 'POST', body });
    await expect(jsonBody(request)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  function post(body: string): Request {
    return new Request('http://127.0.0.1/', { method: 'POST', body });
  }
});

describe('where a person returns to after signing in', () => {
  it('is a path of this site', () => {
    expect(localPath('/evidence/1?tab=custody')).toBe('/evidence/1?tab=custody');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/incidents/..//evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/sign-out',
    '/api/health',
    '',
    null,
  ])('is never %j', (wanted) => {
    expect(localPath(wanted)).toBe('/incidents');
  });
});

describe('a log line', () => {
  it.each([
    ['https://a.blob.core.windows.net/x?sv=1&sig=SECRET%2Fabc%3D&se=2026', 'SECRET'],
    ['"url":"https://md.example/?sig=SECRET"', 'SECRET'],
    ['Authorization: Bearer SECRET.aaa-bbb_ccc', 'SECRET'],
    ['DefaultEndpointsProtocol=https;AccountKey=SECRET==;x', 'SECRET'],
    ['__Host-holdfast-session=SECRETvalue; other=1', 'SECRET'],
    ['{"client_secret":"SECRET"}', 'SECRET'],
    ['code_verifier=SECRET&grant', 'SECRET'],
  ])('never keeps the secret of %s', (text, secret) => {
    expect(withoutSecrets(text)).not.toContain(secret);
  });

  it('keeps what helps: a request id, a hash, a path', () => {
    const line = '{"path":"/evidence/1","sha256":"9f86d081","requestId":"a-b","sizes":"signed=1"}';
    expect(withoutSecrets(line)).toBe(line);
  });
});

describe('a write comes from our own page', () => {
  const publicUrl = 'https://holdfast.example';
  const refused: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://holdfast.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://holdfast.example', 'sec-fetch-site': 'same-site' },
    { origin: 'https://holdfast.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://holdfast.example' },
  ];

  it.each(refused)('else it is refused: %j', (headers) => {
    expect(caught(() => requireSameOrigin(new Headers(headers), publicUrl)).code).toBe('forbidden');
  });

  it('and is let through when both headers say so', () => {
    const headers = new Headers({ origin: 'https://holdfast.example', 'sec-fetch-site': 'same-origin' });
    expect(() => requireSameOrigin(headers, publicUrl)).not.toThrow();
  });
});

describe('the claims of a token', () => {
  const claims = {
    oid: 'o1',
    tid: 't1',
    preferred_username: 'a@holdfast.example',
    roles: ['analyst', 'global-admin'],
  };
  const facts = { ip: null, userAgent: null };

  it('give a person with the roles that Holdfast knows, and no others', () => {
    expect(personFromClaims(claims, 't1', facts, 'portal').roles).toEqual(['analyst']);
  });

  it('of another tenant are refused', () => {
    expect(caught(() => personFromClaims(claims, 't2', facts, 'portal')).code).toBe('forbidden');
  });

  it('without a known role are refused', () => {
    expect(
      caught(() => personFromClaims({ ...claims, roles: ['global-admin'] }, 't1', facts, 'portal')).code,
    ).toBe('forbidden');
  });

  it('without an object id are refused', () => {
    const { oid: _, ...without } = claims;
    expect(caught(() => personFromClaims(without, 't1', facts, 'portal')).code).toBe('invalid-input');
  });
});

describe('the content security policy', () => {
  const policy = contentSecurityPolicy({
    nonce: 'abc',
    formTargets: ['https://holdfast.example/', 'https://login.example/tenant/v2.0'],
    development: false,
  });

  it('lets no script run without the nonce, and nothing evaluate text', () => {
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('lets forms lead to this site and to the tenant only', () => {
    expect(policy).toContain("form-action 'self' https://holdfast.example https://login.example;");
  });
});

function caught(run: () => unknown): CustodyError {
  try {
    run();
  } catch (error) {
    if (error instanceof CustodyError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
