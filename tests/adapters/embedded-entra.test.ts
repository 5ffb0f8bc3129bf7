import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  randomPKCECodeVerifier,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { CookieJar } from '../support/cookie-jar.ts';

const portal = 'http://127.0.0.1:3999';
let cloud: TestCloud;
let config: Configuration;

beforeAll(async () => {
  cloud = await startTestCloud({ publicUrl: portal });
  const { oidcIssuer, oidcClientId, oidcClientSecret } = cloud.endpoints;
  config = await discovery(new URL(oidcIssuer), oidcClientId, oidcClientSecret, undefined, {
    execute: [allowInsecureRequests],
  });
});
afterAll(async () => await cloud.dispose());

describe('sign-in of people', () => {
  it('offers every account, asks for no password and gives the claims of the chosen one', async () => {
    const browser = new CookieJar();
    const { page, claims } = await signIn(browser, 'lead-1', {});
    for (const account of [
      'analyst',
      'responder',
      'lead-1',
      'lead-2',
      'auditor',
      'controller-1',
      'controller-2',
      'investigator',
    ])
      expect(page).toContain(`${account}@holdfast.example`);
    expect(page).not.toContain('type="password"');
    expect(claims).toMatchObject({
      oid: 'a0000000-0000-4000-8000-000000000003',
      tid: cloud.endpoints.tenantId,
      name: 'Lead 1',
      preferred_username: 'lead-1@holdfast.example',
      roles: ['lead'],
      jobTitle: 'SOC lead',
      amr: ['user'],
      auth_time: expect.any(Number),
      sid: expect.any(String),
    });
  });

  it('takes another account when the portal asks to choose again, and ends the session on sign-out', async () => {
    const browser = new CookieJar();
    await signIn(browser, 'analyst', {});
    const { claims, idToken } = await signIn(browser, 'auditor', { prompt: 'select_account' });
    expect(claims?.roles).toEqual(['auditor']);
    const asked = await browser.go(
      buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: `${portal}/sign-in` }),
    );
    const form = await asked.text();
    const action = /action="([^"]+)"/.exec(form)?.[1] ?? '';
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const out = await browser.go(new URL(action), new URLSearchParams({ xsrf, logout: 'yes' }));
    expect(out.headers.get('location')).toBe(`${portal}/sign-in`);
    const again = await browser.go(
      await authorizationUrl('verifier-verifier-verifier-verifier-verifier', {}),
    );
    expect(again.headers.get('location')).toContain('/interaction/');
  });

  it('asks again who it is when the portal wants a younger sign-in, and says when that was', async () => {
    const browser = new CookieJar();
    const first = await signIn(browser, 'lead-1', {});
    const known = await browser.go(
      await authorizationUrl('verifier-verifier-verifier-verifier-verifier', {}),
    );
    expect(known.headers.get('location')).not.toContain('/interaction/');
    await sleep(1_100); // auth_time counts whole seconds
    const second = await signIn(browser, 'lead-1', { prompt: 'login', max_age: '0' });
    expect(Number(second.claims?.auth_time)).toBeGreaterThan(Number(first.claims?.auth_time));
  });

  it('refuses a foreign redirect address and a request without PKCE', async () => {
    const foreign = await authorizationUrl('verifier-verifier-verifier-verifier-verifier', {
      redirect_uri: 'http://127.0.0.1:1/sign-in/callback',
    });
    const refused = await new CookieJar().go(foreign);
    expect(refused.status).toBe(400);
    const bare = new URL(foreign);
    bare.searchParams.set('redirect_uri', `${portal}/sign-in/callback`);
    bare.searchParams.delete('code_challenge');
    bare.searchParams.delete('code_challenge_method');
    const without = await new CookieJar().go(bare);
    expect(without.headers.get('location')).toContain('error=invalid_request');
  });
});

describe('the shell', () => {
  it('gets a token of the same issuer for an account, only with the admin token', async () => {
    const { oidcIssuer, oidcClientId, adminEndpoint } = cloud.endpoints;
    const reply = (await cloud.admin('POST', '/shell-token', { account: 'analyst' })) as {
      access_token: string;
    };
    const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ''));
    const { payload } = await jwtVerify(reply.access_token, keys, {
      issuer: oidcIssuer,
      audience: oidcClientId,
    });
    expect(payload).toMatchObject({
      azp: 'holdfast-shell',
      preferred_username: 'analyst@holdfast.example',
      roles: ['analyst'],
    });
    const bare = await fetch(`${adminEndpoint}/shell-token`, {
      method: 'POST',
      body: '{"account":"analyst"}',
    });
    expect(bare.status).toBe(401);
    await expect(cloud.admin('POST', '/shell-token', { account: 'nobody' })).rejects.toThrow(/404.*nobody/);
  });
});

describe('managed identities', () => {
  it('refuse a wrong header, an unknown client and an unknown resource', async () => {
    const { identityEndpoint, identityHeader, clientIds } = cloud.endpoints;
    const ask = async (header: string, client: string, resource: string) => {
      const query = new URLSearchParams({ 'api-version': '2019-08-01', resource, client_id: client });
      return (await fetch(`${identityEndpoint}?${query}`, { headers: { 'x-identity-header': header } }))
        .status;
    };
    const arm = 'https://management.azure.com';
    expect(await ask(identityHeader, clientIds.reader, arm)).toBe(200);
    expect(await ask('wrong', clientIds.reader, arm)).toBe(401);
    expect(await ask(identityHeader, 'nobody', arm)).toBe(400);
    expect(await ask(identityHeader, clientIds.reader, 'https://example.org')).toBe(400);
  });
});

async function authorizationUrl(verifier: string, extra: Readonly<Record<string, string>>): Promise<URL> {
  return buildAuthorizationUrl(config, {
    redirect_uri: `${portal}/sign-in/callback`,
    scope: 'openid profile',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 'state-1',
    nonce: 'nonce-1',
    ...extra,
  });
}

/** Another account ends the old session first: the provider sends a form that a browser submits by itself. */
async function submitted(browser: CookieJar, response: Response): Promise<Response> {
  if (response.status !== 200) return response;
  const form = await response.text();
  const fields = [...form.matchAll(/name="([^"]+)" value="([^"]+)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const ended = await browser.go(/action="([^"]+)"/.exec(form)?.[1] ?? '', new URLSearchParams(fields));
  return await browser.go(ended.headers.get('location') ?? '');
}

async function signIn(browser: CookieJar, account: string, extra: Readonly<Record<string, string>>) {
  const verifier = randomPKCECodeVerifier();
  const url = await authorizationUrl(verifier, extra);
  const step = async (response: Response) => new URL(response.headers.get('location') ?? '', url);
  const picker = await step(await browser.go(url));
  const page = await (await browser.go(picker)).text();
  const resumed = await step(await browser.go(picker, new URLSearchParams({ account })));
  const callback = await step(await submitted(browser, await browser.go(resumed)));
  const tokens = await authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: verifier,
    expectedState: 'state-1',
    expectedNonce: 'nonce-1',
  });
  return { page, claims: tokens.claims(), idToken: tokens.id_token ?? '' };
}
