import { describe, expect, it } from 'vitest';
import type { Control } from '../../../lib/posture/control.ts';
import type { ControlState } from '../../../lib/posture/evaluate-control.ts';
import type {
  AccountFacts,
  ContainerFacts,
  DiagnosticSetting,
  Lock,
} from '../../../lib/posture/posture-facts.ts';
import { noon, place } from './build-snapshot.ts';
import { evaluate, read } from './control-facts.ts';

const account = place('locker');
const container = place('inc-1');
const workspace = '/subscriptions/x/resourceGroups/y/providers/Microsoft.OperationalInsights/workspaces/soc';

describe('the storage account', () => {
  const good: AccountFacts = {
    publicNetworkAccess: 'Disabled',
    defaultAction: 'Deny',
    rules: ['/subnets/soc'],
    bypass: 'Logging, Metrics',
    privateEndpoints: [{ id: '/pe/soc', status: 'Approved' }],
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    minimumTlsVersion: 'TLS1_2',
  };
  const controls = {
    public: { kind: 'public-network-off', account },
    rules: { kind: 'network-rules-deny', account, rules: ['/SUBNETS/soc'], bypass: ['Logging', 'Metrics'] },
    endpoints: { kind: 'private-endpoints', account, endpoints: ['/pe/SOC'] },
    keys: { kind: 'shared-keys-off', account },
    strangers: { kind: 'anonymous-access-off', account },
    tls: { kind: 'minimum-tls', account },
  } as const satisfies Record<string, Control>;

  it('as demanded passes every control', () => {
    for (const control of Object.values(controls)) {
      expect(accountState(control, {}), control.kind).toMatchObject({ verdict: 'pass', why: '' });
    }
  });

  it.each<[keyof typeof controls, Partial<AccountFacts>, ControlState['verdict'], string]>([
    ['public', { publicNetworkAccess: 'Enabled' }, 'fail', 'Public networks'],
    ['public', { publicNetworkAccess: null }, 'fail', 'takes it as enabled'],
    ['public', { publicNetworkAccess: 'SecuredByPerimeter' }, 'fail', 'perimeter'],
    ['public', { publicNetworkAccess: 'Sometimes' }, 'unknown', 'not known'],
    ['rules', { defaultAction: 'Allow' }, 'fail', 'let in'],
    ['rules', { defaultAction: null }, 'fail', 'let in'],
    ['rules', { rules: ['/subnets/soc', '203.0.113.7'] }, 'fail', 'Not demanded: 203.0.113.7'],
    ['rules', { bypass: 'AzureServices, Logging' }, 'fail', 'AzureServices'],
    ['rules', { bypass: null }, 'fail', 'AzureServices'],
    ['rules', { bypass: 'None', rules: [] }, 'pass', ''],
    ['endpoints', { privateEndpoints: [] }, 'fail', 'Not approved: /pe/SOC'],
    ['endpoints', { privateEndpoints: [{ id: '/pe/soc', status: 'Pending' }] }, 'fail', 'Not approved'],
    [
      'endpoints',
      { privateEndpoints: [...good.privateEndpoints, { id: '/pe/other', status: 'Approved' }] },
      'fail',
      'Approved and not demanded: /pe/other',
    ],
    [
      'endpoints',
      { privateEndpoints: [...good.privateEndpoints, { id: '/pe/other', status: 'Rejected' }] },
      'pass',
      '',
    ],
    ['keys', { allowSharedKeyAccess: true }, 'fail', 'unnamed'],
    ['keys', { allowSharedKeyAccess: null }, 'fail', 'takes it as on'],
    ['strangers', { allowBlobPublicAccess: true }, 'fail', 'anybody'],
    ['strangers', { allowBlobPublicAccess: null }, 'unknown', 'age of the account'],
    ['tls', { minimumTlsVersion: 'TLS1_3' }, 'pass', ''],
    ['tls', { minimumTlsVersion: 'TLS1_1' }, 'fail', 'Older'],
    ['tls', { minimumTlsVersion: null }, 'fail', 'not set'],
    ['tls', { minimumTlsVersion: 'TLS9' }, 'unknown', 'not known'],
  ])('%s with %o: %s', (which, changed, verdict, why) => {
    expect(accountState(controls[which], changed)).toMatchObject({
      verdict,
      why: expect.stringContaining(why),
    });
  });

  it('without a demanded private endpoint does not pass', () => {
    const control: Control = { ...controls.endpoints, endpoints: [] };
    expect(accountState(control, { privateEndpoints: [] }).verdict).toBe('fail');
  });

  it('that was not read, or refused, is unknown in every control', () => {
    for (const control of Object.values(controls)) {
      expect(evaluate(control, {}).verdict).toBe('unknown');
      const accounts = new Map([
        [account.toLowerCase(), { kind: 'unread', why: 'throttled', at: noon } as const],
      ]);
      expect(evaluate(control, { accounts })).toMatchObject({
        verdict: 'unknown',
        why: 'Azure asked to slow down.',
      });
    }
  });

  function accountState(control: Control, changed: Partial<AccountFacts>): ControlState {
    return evaluate(control, { accounts: new Map([[account.toLowerCase(), read({ ...good, ...changed })]]) });
  }
});

describe('what protects the evidence', () => {
  const retention: Control = { kind: 'retention-locked', container, days: 365 };
  it.each<[Partial<ContainerFacts>, ControlState['verdict']]>([
    [{ policyState: 'Locked', retentionDays: 365 }, 'pass'],
    [{ policyState: 'Locked', retentionDays: 364 }, 'fail'],
    [{ policyState: 'Locked', retentionDays: null }, 'fail'],
    [{ policyState: 'Unlocked', retentionDays: 9999 }, 'fail'],
    [{ policyState: null }, 'fail'],
  ])('retention %o of 365 days: %s', (found, verdict) => {
    expect(containerState(retention, found).verdict).toBe(verdict);
  });

  it.each<[readonly string[], string | null, ControlState['verdict']]>([
    [['inc2026'], 'INC2026', 'pass'],
    [['other'], 'inc2026', 'fail'],
    [['other'], null, 'pass'],
    [[], null, 'fail'],
  ])('holds %o where %s is demanded: %s', (holdTags, tag, verdict) => {
    expect(containerState({ kind: 'legal-hold', container, tag }, { holdTags }).verdict).toBe(verdict);
  });

  const all = ['StorageRead', 'StorageWrite', 'StorageDelete'];
  it.each<[string, readonly Partial<DiagnosticSetting>[], ControlState['verdict']]>([
    ['all three', [{ categories: all }], 'pass'],
    ['two settings together', [{ categories: ['storageread'] }, { categories: all.slice(1) }], 'pass'],
    ['the group of all logs', [{ groups: ['allLogs'] }], 'pass'],
    ['a group that is not known', [{ groups: ['audit'] }], 'fail'],
    ['reads missing', [{ categories: all.slice(1) }], 'fail'],
    ['another workspace', [{ categories: all, workspace: '/elsewhere' }], 'fail'],
    ['no workspace', [{ categories: all, workspace: null }], 'fail'],
    ['nothing', [], 'fail'],
  ])('logs: %s', (_, settings, verdict) => {
    const list = settings.map((one) => ({
      name: 's',
      workspace: workspace.toUpperCase(),
      categories: [],
      groups: [],
      ...one,
    }));
    const diagnostics = new Map([[account.toLowerCase(), read(list)]]);
    expect(evaluate({ kind: 'blob-logs', account, workspace }, { diagnostics }).verdict).toBe(verdict);
  });

  it.each<[string, readonly Lock[], ControlState['verdict']]>([
    ['on itself', [{ scope: account, level: 'CanNotDelete' }], 'pass'],
    ['on its group', [{ scope: place('evidence').toUpperCase(), level: 'ReadOnly' }], 'pass'],
    ['on another account', [{ scope: `${account}2`, level: 'CanNotDelete' }], 'fail'],
    ['on a container of it', [{ scope: container, level: 'CanNotDelete' }], 'fail'],
    ['of a level that is none', [{ scope: account, level: 'NotSpecified' }], 'fail'],
    ['nowhere', [], 'fail'],
  ])('a lock %s', (_, locks, verdict) => {
    const facts = { locks: new Map([[account.toLowerCase(), read(locks)]]) };
    expect(evaluate({ kind: 'lock', scope: account }, facts).verdict).toBe(verdict);
  });

  it.each<[readonly string[], ControlState['verdict']]>([
    [['a', 'b'], 'pass'],
    [['a', 'A'], 'fail'],
    [['a'], 'fail'],
    [['a', 'b', 'c'], 'fail'],
    [[], 'fail'],
  ])('controllers %o: %s', (controllers, verdict) => {
    expect(evaluate({ kind: 'two-controllers' }, { controllers: read(controllers) }).verdict).toBe(verdict);
  });

  function containerState(control: Control, found: Partial<ContainerFacts>): ControlState {
    const facts = { policyState: null, retentionDays: null, holdTags: [], ...found };
    return evaluate(control, { containers: new Map([[container.toLowerCase(), read(facts)]]) });
  }
});
