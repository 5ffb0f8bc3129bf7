import { describe, expect, it } from 'vitest';
import { indexAccess } from '../../../lib/posture/access-index.ts';
import type { Control } from '../../../lib/posture/control.ts';
import type { ControlState } from '../../../lib/posture/evaluate-control.ts';
import type { GuardedRight } from '../../../lib/posture/guarded-right.ts';
import { buildSnapshot, noon, place } from './build-snapshot.ts';
import { evaluate, read } from './control-facts.ts';
import type { Tenant, TenantGrant } from './tenant.ts';

const account = place('locker');

describe('a right that only the controllers may hold', () => {
  const anna: TenantGrant = { to: 'anna', role: 'Owner', on: 'soc', eligible: true };
  const ben: TenantGrant = { ...anna, to: 'ben' };
  const two: Tenant = { title: 'two eligible owners', grants: [anna, ben], asks: [] };
  const more = (grant: TenantGrant): Tenant => ({ ...two, grants: [anna, ben, grant] });

  it('passes when both are eligible and nobody else holds it', () => {
    expect(rightState(two)).toMatchObject({ verdict: 'pass', why: '', readAt: noon });
    expect(rightState(two).raw).toContain('anna (eligible by Owner on ');
  });

  it('fails when a third person holds it, actively, eligibly or on one container below', () => {
    const third = [
      more({ to: 'cara', role: 'Contributor', on: 'mg-root' }),
      more({ to: 'cara', role: 'Contributor', on: 'mg-root', eligible: true }),
      more({ to: 'cara', role: 'Storage Blob Data Owner', on: 'inc-2' }),
    ];
    for (const tenant of third) {
      expect(rightState(tenant)).toMatchObject({
        verdict: 'fail',
        why: expect.stringContaining('cara holds it'),
      });
    }
  });

  it('fails when an identity of the product holds it, unless that was allowed', () => {
    const tenant = more({ to: 'mi-custodian', role: 'Storage Account Contributor', on: 'locker' });
    expect(rightState(tenant).why).toContain('The product’s own mi-custodian holds it');
    expect(rightState(tenant, { alsoAllowed: ['id-mi-custodian'] }).verdict).toBe('pass');
  });

  it('fails when a controller does not hold it, also when only on a part of the place', () => {
    const alone: Tenant = { ...two, grants: [anna] };
    expect(rightState(alone)).toMatchObject({
      verdict: 'fail',
      why: 'The controller ID-BEN does not hold it.',
    });
    const partly: Tenant = {
      ...alone,
      grants: [anna, { ...ben, on: 'inc-1' }],
    };
    expect(rightState(partly)).toMatchObject({
      verdict: 'fail',
      why: 'The controller ben does not hold it.',
    });
  });

  it('fails when a controller holds it without activation, and passes while an activation lasts', () => {
    const standing = more({ to: 'anna', role: 'Contributor', on: 'evidence' });
    expect(rightState(standing).why).toContain('anna holds it without activation');
    expect(rightState(standing, { standing: 'allowed' }).verdict).toBe('pass');
    const activated = more({ to: 'anna', role: 'Owner', on: 'soc', until: '2026-11-21T14:00:00Z' });
    expect(rightState(activated).verdict).toBe('pass');
  });

  it('sees a standing membership behind a shorter one that ends', () => {
    const tenant: Tenant = {
      ...more({ to: 'admins', role: 'Contributor', on: 'soc' }),
      groups: { admins: [{ name: 'anna', until: '2026-11-21T14:00:00Z' }, 'inner'], inner: ['anna'] },
    };
    expect(rightState(tenant).why).toContain('without activation: active by Contributor');
  });

  it('passes without them where they need not hold it, and still lets in nobody else', () => {
    const nobody: Tenant = { title: 'nobody', asks: [] };
    expect(rightState(nobody, { bothMustHold: false }).verdict).toBe('pass');
    expect(rightState(more({ to: 'cara', role: 'Owner', on: 'soc' }), { bothMustHold: false }).verdict).toBe(
      'fail',
    );
    const unsure: Tenant = { ...two, grants: [{ ...anna, when: "@Resource[a:b] StringEquals 'c'" }] };
    expect(rightState(unsure, { bothMustHold: false }).verdict).toBe('pass');
  });

  it('is unknown, not failed, when a controller may be in a group that cannot be read', () => {
    const tenant: Tenant = {
      ...two,
      grants: [anna, { ...ben, to: 'controllers' }],
      groups: { controllers: 'unreadable' },
    };
    expect(rightState(tenant)).toMatchObject({
      verdict: 'unknown',
      why: expect.stringContaining('Not known: group id-controllers, it was not read.'),
    });
  });

  it('is unknown when a controller holds it only perhaps, or perhaps without activation', () => {
    const condition = "@Resource[a:b] StringEquals 'c'";
    const unsure: Tenant = { ...two, grants: [anna, { ...ben, when: condition }] };
    expect(rightState(unsure)).toMatchObject({
      verdict: 'unknown',
      why: 'Whether the controller ben holds it is not certain.',
    });
    const standing = more({ to: 'anna', role: 'Contributor', on: 'soc', when: condition });
    expect(rightState(standing)).toMatchObject({
      verdict: 'unknown',
      why: 'anna may hold it without activation.',
    });
  });

  it('is unknown while somebody else holds it perhaps', () => {
    const tenant: Tenant = { ...two, classic: { 'cara@example.com': 'CoAdministrator' } };
    expect(rightState(tenant)).toMatchObject({
      verdict: 'unknown',
      why: expect.stringContaining('cara may hold it'),
    });
  });

  it.each<[string, Tenant]>([
    [
      'a group',
      { ...more({ to: 'secret', role: 'Contributor', on: 'soc' }), groups: { secret: 'unreadable' } },
    ],
    ['the assignments above', { ...two, unread: [{ what: 'assignments', on: 'mg-root' }] }],
    ['the assignments of one container', { ...two, unread: [{ what: 'assignments', on: 'inc-2' }] }],
    ['the eligibilities', { ...two, unread: [{ what: 'eligibilities', on: 'soc' }] }],
    ['the denies', { ...two, unread: [{ what: 'denies', on: 'soc' }] }],
    ['the management groups', { ...two, unread: [{ what: 'parent', on: 'soc' }] }],
    ['a role', { ...more({ to: 'cara', role: 'Mystery', on: 'soc' }), roles: { Mystery: 'unreadable' } }],
  ])('is unknown while %s cannot be read', (_, tenant) => {
    expect(rightState(tenant).verdict).toBe('unknown');
  });

  it('fails all the same when something is unread and a third person is certain', () => {
    const tenant = more({ to: 'cara', role: 'Owner', on: 'locker' });
    expect(rightState({ ...tenant, unread: [{ what: 'parent', on: 'soc' }] }).verdict).toBe('fail');
  });

  it('is unknown, with Azure’s reason, when access was not read at all', () => {
    for (const [reason, why] of [
      ['refused', 'Azure refused the reading.'],
      ['throttled', 'Azure asked to slow down.'],
      ['no-answer', 'Azure did not answer.'],
    ] as const) {
      const state = evaluate(rightControl(), { access: { kind: 'unread', why: reason, at: noon } });
      expect(state).toMatchObject({ verdict: 'unknown', why, raw: 'not read' });
    }
  });

  function rightState(tenant: Tenant, changed: Partial<ReturnType<typeof rightControl>> = {}): ControlState {
    const control = { ...rightControl(), ...changed };
    return evaluate(control, { access: read(indexAccess(buildSnapshot(tenant))) });
  }

  function rightControl() {
    return {
      kind: 'right-held-by-controllers',
      right: 'clear-legal-holds' as GuardedRight,
      scope: account,
      controllers: ['id-anna', 'ID-BEN'],
      bothMustHold: true as boolean,
      alsoAllowed: [] as string[],
      productIdentities: ['id-mi-custodian'],
      standing: 'forbidden' as 'forbidden' | 'allowed',
    } as const;
  }
});

describe('an identity of the product', () => {
  const control: Control = {
    kind: 'identity-within-its-role',
    identity: 'id-mi-locker',
    name: 'locker',
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*'],
  };
  const roles = {
    Fitting: [
      { dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'] },
    ],
    Wide: [{ actions: ['*/read'] }],
    Deleting: [{ dataActions: ['*/containers/blobs/delete', '*/queues/*'] }],
    Unread: 'unreadable',
  } as const;

  it.each<[string, Tenant['grants'], ControlState['verdict'], string]>([
    ['within its role passes', [{ to: 'mi-locker', role: 'Fitting', on: 'locker' }], 'pass', ''],
    ['without any role passes', [], 'pass', ''],
    ['with a wider role fails', [{ to: 'mi-locker', role: 'Wide', on: 'prod' }], 'fail', 'contains */read'],
    ['with wider data actions fails', [{ to: 'mi-locker', role: 'Deleting', on: 'soc' }], 'fail', 'queues/*'],
    ['with Contributor fails', [{ to: 'mi-locker', role: 'Contributor', on: 'soc' }], 'fail', 'Contributor'],
    [
      'eligible for a wider role fails',
      [{ to: 'mi-locker', role: 'Owner', on: 'soc', eligible: true }],
      'fail',
      'Owner',
    ],
    ['in a group with a wider role fails', [{ to: 'robots', role: 'Wide', on: 'soc' }], 'fail', 'Wide'],
    [
      'whose wider role has ended passes',
      [{ to: 'mi-locker', role: 'Wide', on: 'soc', until: noon }],
      'pass',
      '',
    ],
    [
      'with an unread role is unknown',
      [{ to: 'mi-locker', role: 'Unread', on: 'soc' }],
      'unknown',
      'not read',
    ],
    [
      'perhaps in a group is unknown',
      [{ to: 'hidden', role: 'Wide', on: 'soc' }],
      'unknown',
      'through a group',
    ],
    [
      'perhaps in a group with nothing wider passes',
      [{ to: 'hidden', role: 'Fitting', on: 'soc' }],
      'pass',
      '',
    ],
    ['beside somebody else’s wide role passes', [{ to: 'mi-other', role: 'Owner', on: 'soc' }], 'pass', ''],
  ])('%s', (title, grants, verdict, why) => {
    const groups = { robots: ['mi-locker'], hidden: 'unreadable' } as const;
    const access = read(indexAccess(buildSnapshot({ title, grants: grants ?? [], groups, roles, asks: [] })));
    expect(evaluate(control, { access })).toMatchObject({ verdict, why: expect.stringContaining(why) });
  });

  it('is unknown while assignments anywhere could not be listed', () => {
    const tenant: Tenant = { title: '', unread: [{ what: 'assignments', on: 'prod' }], asks: [] };
    expect(evaluate(control, { access: read(indexAccess(buildSnapshot(tenant))) }).verdict).toBe('unknown');
  });
});
