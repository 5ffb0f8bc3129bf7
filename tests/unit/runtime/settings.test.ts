import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../lib/runtime/env.ts';

const id = '7f1c2d3e-0000-4000-8000-000000000001';
const complete = {
  HOLDFAST_MODE: 'production',
  HOLDFAST_PUBLIC_URL: 'https://holdfast.example',
  DATABASE_URL: 'postgresql://holdfast_app@db/holdfast',
  HOLDFAST_SEQUENCER_DATABASE_URL: 'postgresql://holdfast_sequencer@db/holdfast',
  HOLDFAST_TENANT_ID: id,
  HOLDFAST_OIDC_ISSUER: `https://login.microsoftonline.com/${id}/v2.0`,
  HOLDFAST_OIDC_CLIENT_ID: id,
  HOLDFAST_OIDC_CLIENT_SECRET: 'from-a-vault',
  HOLDFAST_LOCKER_SUBSCRIPTION_ID: id,
  HOLDFAST_LOCKER_RESOURCE_GROUP: 'rg-evidence',
  HOLDFAST_LOCKER_ACCOUNT: 'socevidence',
  HOLDFAST_LOCKER_BLOB_ENDPOINT: 'https://socevidence.blob.core.windows.net',
  HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: `WestEurope=/subscriptions/${id}/resourceGroups/rg-a, northeurope=/subscriptions/${id}/resourceGroups/rg-b`,
  HOLDFAST_READER_CLIENT_ID: id,
  HOLDFAST_ACQUIRER_CLIENT_ID: id,
  HOLDFAST_LOCKER_CLIENT_ID: id,
  HOLDFAST_CUSTODIAN_CLIENT_ID: id,
  HOLDFAST_LEDGER_ORIGIN: 'holdfast.example/prod/1',
  HOLDFAST_LEDGER_SECRET_ID: 'https://soc.vault.azure.net/secrets/ledger/0123456789abcdef0123456789abcdef',
  HOLDFAST_LEDGER_KEY_ID: 'https://soc.vault.azure.net/keys/ledger/0123456789abcdef0123456789abcdef',
  HOLDFAST_DATA_KEYS_KEY_ID: 'https://soc.vault.azure.net/keys/data-keys/0123456789abcdef0123456789abcdef',
  HOLDFAST_DATA_KEYS_CONTAINER_URL: 'https://socevidence.blob.core.windows.net/data-keys',
  HOLDFAST_ANCHORS_CONTAINER_URL: 'https://auditanchors.blob.core.windows.net/ledger',
  HOLDFAST_SEQUENCER_CLIENT_ID: 's',
  HOLDFAST_ANCHORER_CLIENT_ID: 'o',
  HOLDFAST_TRUST_POLICY_FILE: '/etc/holdfast/trust-policy.txt',
};

describe('settings', () => {
  it('accepts a complete production set and reads one resource group per region', () => {
    const settings = parseSettings(complete);
    expect(settings.HOLDFAST_SNAPSHOT_RESOURCE_GROUPS).toEqual({
      westeurope: `/subscriptions/${id}/resourceGroups/rg-a`,
      northeurope: `/subscriptions/${id}/resourceGroups/rg-b`,
    });
    expect(settings.HOLDFAST_RETENTION_DAYS).toBe(2555);
  });

  it('names a container that is read from without a secret in its address, and without a slash at its end', () => {
    const at = (address: string) =>
      parseSettings({ ...complete, HOLDFAST_REFERENCE_CONTAINER_URL: address })
        .HOLDFAST_REFERENCE_CONTAINER_URL;
    const plain = 'https://oldaccount.blob.core.windows.net/immutable';
    expect([at(plain), at(`${plain}/`)]).toEqual([plain, plain]);
    for (const secret of [`${plain}?sv=2024-11-04&sig=c2VjcmV0`, 'https://who:secret@oldaccount/immutable'])
      expect(() => at(secret)).toThrow(/REFERENCE_CONTAINER_URL: must be the address of a container without/);
  });

  it('asks before a tenant’s first lock unless it is told plainly that this was confirmed', () => {
    const said = (word: string) =>
      parseSettings({ ...complete, HOLDFAST_FIRST_LOCK_CONFIRMATION: word }).HOLDFAST_FIRST_LOCK_CONFIRMATION;
    expect(parseSettings(complete).HOLDFAST_FIRST_LOCK_CONFIRMATION).toBe('ask');
    expect(said('given')).toBe('given');
    for (const word of ['yes', 'true', '']) expect(() => said(word)).toThrow(/FIRST_LOCK/);
  });

  it('names every wrong field at once, each in one line that says what it must be', () => {
    const wrong = {
      ...complete,
      PORT: '99999',
      HOLDFAST_PUBLIC_URL: 'holdfast.example',
      DATABASE_URL: undefined,
      HOLDFAST_SEQUENCER_DATABASE_URL: 'postgresql://role:pass#word@db:5432/holdfast',
      HOLDFAST_TENANT_ID: 'contoso',
      HOLDFAST_LOCKER_ACCOUNT: 'Has-Capitals',
      HOLDFAST_OIDC_CLIENT_SECRET: '',
      HOLDFAST_TAKEOVER_SECONDS: '1',
    };
    expect(() => parseSettings(wrong)).toThrow(
      [
        'These settings are wrong or missing:',
        '  PORT: must be a whole number from 1 to 65535',
        '  HOLDFAST_PUBLIC_URL: must be an address such as https://holdfast.example.org',
        '  DATABASE_URL: is not set',
        '  HOLDFAST_SEQUENCER_DATABASE_URL: must be an address such as postgresql://role:password@host:5432/holdfast, with reserved characters of the password percent-encoded',
        '  HOLDFAST_TENANT_ID: must be an id such as 00000000-0000-0000-0000-000000000000',
        '  HOLDFAST_OIDC_CLIENT_SECRET: is empty',
        '  HOLDFAST_LOCKER_ACCOUNT: must be the name of a storage account: 3 to 24 small letters and digits',
        '  HOLDFAST_TAKEOVER_SECONDS: must be a whole number from 15 to 600',
      ].join('\n'),
    );
  });

  it('never repeats a wrong value, which may be a secret', () => {
    const wrong = { ...complete, DATABASE_URL: 'hunter2-not-a-url' };
    expect(() => parseSettings(wrong)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('refuses every embedded part in production, and names each', () => {
    const mixed = {
      ...complete,
      HOLDFAST_OIDC_ISSUER: 'http://127.0.0.1:4000/tenant',
      HOLDFAST_ARM_ENDPOINT: 'https://localhost:4001',
      HOLDFAST_DEFENDER_ENDPOINT: 'https://localhost:4003',
      HOLDFAST_LOCKER_BLOB_ENDPOINT: 'https://127.0.0.1:4002/locker',
    };
    expect(() => parseSettings(mixed)).toThrow(
      /HOLDFAST_OIDC_ISSUER[\s\S]*HOLDFAST_ARM_ENDPOINT[\s\S]*HOLDFAST_DEFENDER_ENDPOINT[\s\S]*HOLDFAST_LOCKER_BLOB_ENDPOINT/,
    );
    expect(() => parseSettings({ ...mixed, HOLDFAST_MODE: 'embedded' })).not.toThrow();
  });

  it('refuses a resource group that is not an ARM id', () => {
    expect(() =>
      parseSettings({ ...complete, HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: 'westeurope=rg-a' }),
    ).toThrow(/HOLDFAST_SNAPSHOT_RESOURCE_GROUPS/);
  });

  it('reads time-stamp authorities by name, and takes none for no trusted time', () => {
    expect(parseSettings(complete).HOLDFAST_TIMESTAMP_AUTHORITIES).toEqual({});
    const named = (text: string) => parseSettings({ ...complete, HOLDFAST_TIMESTAMP_AUTHORITIES: text });
    expect(
      named('one=http://tsa.example/a=b, two=https://two.example').HOLDFAST_TIMESTAMP_AUTHORITIES,
    ).toEqual({
      one: 'http://tsa.example/a=b',
      two: 'https://two.example',
    });
    for (const wrong of [
      'http://tsa.example',
      'one=ftp://a',
      'One=http://a',
      'a/b=http://a',
      'one=http://a:x',
    ])
      expect(() => named(wrong)).toThrow('HOLDFAST_TIMESTAMP_AUTHORITIES: must');
    expect(() => named('one=http://a,one=http://b')).toThrow('each name once');
    const policy = { ...complete, HOLDFAST_TIMESTAMP_POLICIES: 'one=any' };
    expect(() => parseSettings(policy)).toThrow(
      'HOLDFAST_TIMESTAMP_POLICIES: must be name=object identifier',
    );
  });
});
