import { describe, expect, it } from 'vitest';
import { matchesAction } from '../../../lib/posture/action-pattern.ts';
import { conditionHolds } from '../../../lib/posture/assignment-condition.ts';
import { azureScope, operationScope } from '../../../lib/posture/azure-scope.ts';
import { actionsOf, guardedRights } from '../../../lib/posture/guarded-right.ts';
import { earlier, inPeriod } from '../../../lib/posture/period.ts';
import { place } from './build-snapshot.ts';

const blobRead = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';
const assign = 'Microsoft.Authorization/roleAssignments/write';

describe('a pattern of actions', () => {
  it.each([
    ['*', blobRead, true],
    ['*/read', blobRead, true],
    ['microsoft.storage/*/READ', blobRead, true],
    ['Microsoft.Storage/storageAccounts/*', blobRead, true],
    ['Microsoft.Storage/*/blobs/*', blobRead, true],
    [blobRead, blobRead, true],
    ['*a*b*', 'xxaxxbxx', true],
    ['a*a', 'a', false],
    ['*/read', 'Microsoft.X/read', true],
    ['Microsoft.Storage/*/read', 'Microsoft.Storage/read', false],
    ['Microsoft.Storage/storageAccounts', blobRead, false],
    ['Microsoft.Storage/storageAccount?/read', 'Microsoft.Storage/storageAccounts/read', false], // ? is no wildcard
    ['Microsoft.Storage.*/read', 'Microsoft.StorageX/read', false], // a dot is a dot
    ['', blobRead, false],
  ])('%s with %s: %s', (pattern, action, expected) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });

  it('with many wildcards takes no time to speak of', () => {
    expect(matchesAction(`${'*a'.repeat(60)}b`, 'a'.repeat(3000))).toBe(false);
  });

  it('within another is contained in it, and a wider one is not', () => {
    expect(matchesAction('Microsoft.Storage/*', 'Microsoft.Storage/*/read')).toBe(true);
    expect(matchesAction('Microsoft.Storage/*/read', 'Microsoft.Storage/*')).toBe(false);
    expect(matchesAction('*/read', '*')).toBe(false);
  });
});

describe('a condition', () => {
  const guard = (action: string) => `((!(ActionMatches{'${action}'})) OR (@Request[a:b] StringEquals 'c'))`;
  it.each([
    ['that is empty lets everything through', '', assign, 'yes'],
    ['on another action lets this one through', guard(blobRead), assign, 'yes'],
    ['on this action may not', guard(assign), assign, 'perhaps'],
    ['on this action in other letters may not', guard(assign.toUpperCase()), assign, 'perhaps'],
    ['on a pattern that holds the action may not', guard('Microsoft.Authorization/*'), assign, 'perhaps'],
    ['of two parts needs both', `${guard(blobRead)} AND ${guard(assign)}`, assign, 'perhaps'],
    [
      'of two parts on other things lets through',
      `${guard(blobRead)} && ${guard('*/delete')}`,
      assign,
      'yes',
    ],
    [
      'with NOT and ||',
      `NOT ActionMatches{'${blobRead}'} || @Resource[a:b] StringEquals 'AND'`,
      assign,
      'yes',
    ],
    ['that only compares is unknown', "@Resource[a:tags:x<$y AND z$>] StringLike 'x*'", assign, 'perhaps'],
    ['with a bracket too few is unknown', `(!(ActionMatches{'${blobRead}'})`, assign, 'perhaps'],
    ['with something behind its end is unknown', `${guard(blobRead)}) OR (x`, assign, 'perhaps'],
    ['in an unknown sign is unknown', `${guard(blobRead)} & x`, assign, 'perhaps'],
    ['without a pattern is unknown', '!(ActionMatches)', assign, 'perhaps'],
    ['nested without end is unknown', `${'('.repeat(9000)}x`, assign, 'perhaps'],
    ['that forbids the action outright is still unknown', `!(ActionMatches{'${assign}'})`, assign, 'perhaps'],
  ] as const)('%s', (_, condition, action, expected) => {
    expect(conditionHolds(condition, action)).toBe(expected);
  });
});

describe('the place where a call goes', () => {
  it.each([
    ['inc-1', 'Microsoft.Storage/storageAccounts', 'locker'],
    ['inc-1', 'Microsoft.Storage/storageAccounts/blobServices/containers', 'inc-1'],
    ['locker', 'Microsoft.Storage/storageAccounts/blobServices/containers', 'locker'],
    ['evidence', 'Microsoft.Storage/storageAccounts', 'evidence'],
    ['inc-1', null, 'inc-1'],
    ['snapshot', 'Microsoft.Storage/storageAccounts', null],
    ['old-store', 'Microsoft.Storage/storageAccounts', null],
  ] as const)('asked for %s with an act on %s', (asked, actsOn, expected) => {
    const found = operationScope(azureScope(place(asked)), actsOn);
    expect(found?.text ?? null).toBe(expected === null ? null : azureScope(place(expected)).text);
  });

  it('is read with doubled slashes and one at the end', () => {
    expect(azureScope('//subscriptions/A//resourceGroups/b/').text).toBe('/subscriptions/a/resourcegroups/b');
    expect(azureScope('').kind).toBe('tenant');
  });
});

it('every guarded right has actions, each in Azure’s form, and none stands twice', () => {
  for (const right of guardedRights) {
    const actions = actionsOf(right).map(({ action }) => action);
    expect(actions.length, right).toBeGreaterThan(0);
    expect(new Set(actions).size).toBe(actions.length);
    for (const action of actions)
      expect(action).toMatch(/^Microsoft\.\w+(\/\w+)+\/(read|write|delete|action)$/);
  }
});

it('a period includes its start and not its end, and is unknown when a time cannot be read', () => {
  const period = { from: '2026-11-21T10:00:00Z', until: '2026-11-21T14:00:00Z' };
  expect(inPeriod(period, '2026-11-21T10:00:00Z')).toBe('yes');
  expect(inPeriod(period, '2026-11-21T14:00:00Z')).toBe('no');
  expect(inPeriod({ from: null, until: null }, '2026-11-21T14:00:00Z')).toBe('yes');
  expect(inPeriod({ from: 'soon', until: null }, '2026-11-21T14:00:00Z')).toBe('unknown');
  expect(inPeriod({ from: 'soon', until: '2026-01-01T00:00:00Z' }, '2026-11-21T14:00:00Z')).toBe('no');
});

it('of two ends the earlier one counts, and none is later than any', () => {
  const [first, second] = ['2026-11-21T10:00:00Z', '2026-11-21T11:00:00+00:00'];
  expect([earlier(first, second), earlier(second, first)]).toEqual([first, first]);
  expect([earlier(null, second), earlier(second, null), earlier(null, null)]).toEqual([second, second, null]);
});
