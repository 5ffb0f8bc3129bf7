import type { TokenCredential } from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { applicationRoles } from '../../lib/adapters/defender/application-roles.ts';

const { signal } = new AbortController();
const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
const giving = (token: string): TokenCredential => ({
  getToken: async () => ({ token, expiresOnTimestamp: 0 }),
});

describe('the permissions of an identity that asks Defender', () => {
  it('are those that its token names', async () => {
    const token = `${part({ alg: 'RS256' })}.${part({ roles: ['Library.Manage'] })}.x`;
    expect(await applicationRoles(giving(token), signal)).toEqual(['Library.Manage']);
    expect(await applicationRoles(giving(`h.${part({ appid: 'a' })}.x`), signal)).toEqual([]);
  });

  it('are unknown where no token is given, or none that can be read', async () => {
    const refused = { getToken: () => Promise.reject(new Error('no identity endpoint')) };
    expect(await applicationRoles(refused, signal)).toBeNull();
    expect(await applicationRoles({ getToken: async () => null }, signal)).toBeNull();
    for (const token of ['opaque', 'a.%%%.c', `a.${part({ roles: 'all' })}.c`])
      expect(await applicationRoles(giving(token), signal)).toBeNull();
  });
});
