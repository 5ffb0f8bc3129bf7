import type { StateFile } from '../cloud/cloud-state.ts';
import type { LockRecord } from '../cloud/guard-records.ts';
import { isWithin } from '../cloud/scopes.ts';
import { ArmError } from './arm-error.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const path = '{scope}/providers/Microsoft.Authorization/locks';
const rights = 'Microsoft.Authorization/locks';

/** Management locks at any scope. Shapes: Authorization locks 2020-05-01. */
export function lockRoutes(store: StateFile): readonly ArmRoute[] {
  const base = { apiVersion: '2020-05-01' } as const;
  return [
    {
      ...base,
      operation: 'ManagementLocks_ListByScope',
      method: 'GET',
      path,
      action: `${rights}/read`,
      run: (request) => ({ status: 200, body: { value: listed(store, request).map(lockBody) } }),
    },
    {
      ...base,
      operation: 'ManagementLocks_CreateOrUpdateByScope',
      method: 'PUT',
      path: `${path}/{name}`,
      action: `${rights}/write`,
      run: (request) => put(store, request),
    },
    {
      ...base,
      operation: 'ManagementLocks_DeleteByScope',
      method: 'DELETE',
      path: `${path}/{name}`,
      action: `${rights}/delete`,
      run: (request) => remove(store, request),
    },
  ];
}

/**
 * Refuses what a lock at or above the resource forbids; locks themselves may always be changed.
 * Source: Microsoft Learn, "Lock your resources to protect your infrastructure". Throws ArmError 409 ScopeLocked.
 */
export function requireUnlocked(store: StateFile, route: ArmRoute, request: ArmRequest): void {
  if (route.operation.startsWith('ManagementLocks_')) return;
  const doing = route.method === 'DELETE' ? 'delete' : 'write';
  const locks = store.state.locks.filter(
    (one) => isWithin(request.resourceId, one.scope) && (doing === 'delete' || one.level === 'ReadOnly'),
  );
  if (locks.length === 0) return;
  const scopes = locks.map((one) => `'${one.scope}'`).join(', ');
  throw new ArmError(
    409,
    'ScopeLocked',
    `The scope '${request.resourceId}' cannot perform ${doing} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`,
  );
}

/** At a scope and below it; with `atScope()` at it and above. */
function listed(store: StateFile, request: ArmRequest): readonly LockRecord[] {
  const scope = request.params.scope ?? '';
  const above = request.query.get('$filter') === 'atScope()';
  return store.state.locks.filter((one) => (above ? isWithin(scope, one.scope) : isWithin(one.scope, scope)));
}

function put(store: StateFile, request: ArmRequest): ArmReply {
  const { level, notes = '' } = (request.body.properties ?? {}) as { level?: string; notes?: string };
  if (level !== 'CanNotDelete' && level !== 'ReadOnly')
    throw new ArmError(400, 'InvalidLockLevel', `The lock level '${level}' is not valid.`);
  const known = find(store, request);
  const lock = known ?? { scope: request.params.scope ?? '', name: request.params.name ?? '', level, notes };
  Object.assign(lock, { level, notes });
  if (known === undefined) store.state.locks.push(lock);
  store.save();
  return { status: known === undefined ? 201 : 200, body: lockBody(lock) };
}

function remove(store: StateFile, request: ArmRequest): ArmReply {
  const known = find(store, request);
  if (known === undefined) return { status: 204 };
  store.state.locks.splice(store.state.locks.indexOf(known), 1);
  store.save();
  return { status: 200 };
}

function find(store: StateFile, request: ArmRequest): LockRecord | undefined {
  const { scope = '', name = '' } = request.params;
  return store.state.locks.find(
    (one) => one.name === name && one.scope.toLowerCase() === scope.toLowerCase(),
  );
}

function lockBody(lock: LockRecord): Record<string, unknown> {
  return {
    id: `${lock.scope}/providers/Microsoft.Authorization/locks/${lock.name}`,
    name: lock.name,
    type: 'Microsoft.Authorization/locks',
    properties: { level: lock.level, notes: lock.notes },
  };
}
