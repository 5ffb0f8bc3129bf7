import { describe, expect, it } from 'vitest';
import { defaultAccessPolicy } from '../../../lib/custody/access-policy.ts';
import { accessPolicyChanges } from '../../../lib/custody/access-policy-changes.ts';
import { controllerState, declaredControllers, readOnlyWords } from '../../../lib/custody/controllers.ts';

const named = (...ids: readonly string[]) => ids.map((objectId) => ({ objectId, displayName: objectId }));

describe('controls', () => {
  it.each([
    ['two, and nobody declared', ['a', 'b'], null, null],
    ['the two who were declared', ['a', 'b'], named('b', 'a'), null],
    ['one of them replaced', ['a', 'c'], named('a', 'b'), 'not the two who were declared'],
    ['a declaration that cannot be read', ['a', 'b'], named(), 'not the two who were declared'],
    ['nobody', [], null, 'nobody holds'],
    ['one', ['a'], null, '1 person holds'],
    ['three', ['a', 'b', 'c'], named('a', 'b'), '3 people hold'],
    ['a tenant that does not answer', null, named('a', 'b'), 'unknown'],
  ] as const)('with %s are open or read-only, in words', (_, inTenant, declared, words) => {
    const said = readOnlyWords(controllerState(inTenant, declared));
    if (words === null) expect(said).toBeNull();
    else expect(said).toContain(words);
  });

  it('have a declaration that names two people, or none that counts', () => {
    expect(declaredControllers(null)).toBeNull();
    expect(declaredControllers({ value: { controllers: named('a', 'b') } })).toEqual(named('a', 'b'));
    expect(declaredControllers({ value: { controllers: named('a') } })).toEqual([]);
  });

  it('are compared line by line, whatever the order of roles', () => {
    const { version: _one, ...before } = defaultAccessPolicy;
    const download = { ...before.modes.download, approvals: 1, fallback: [] };
    const disk = { ...before.modes.disk, approvers: ['lead', 'controller'] as const };
    expect(accessPolicyChanges(before, before)).toEqual([]);
    expect(accessPolicyChanges(before, { ...before, modes: { ...before.modes, download, disk } })).toEqual([
      { field: 'Download: approvals', before: '2', after: '1' },
      { field: 'Download: stand-ins', before: 'controller', after: 'none' },
      { field: 'Hand over as a disk: approvers', before: 'lead', after: 'controller, lead' },
    ]);
  });
});
