import type {
  AccessSnapshot,
  Group,
  Principal,
  RoleDefinition,
  UnreadKind,
  UnreadPart,
} from './access-snapshot.ts';
import { azureScope, type ScopeParents } from './azure-scope.ts';

/** A snapshot with its lists under their ids, so that many questions can be asked of it. Ids are in small letters. */
export interface AccessIndex {
  readonly snapshot: AccessSnapshot;
  readonly roles: ReadonlyMap<string, RoleDefinition>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly principals: ReadonlyMap<string, Principal>;
  readonly parents: ScopeParents;
}

export function indexAccess(snapshot: AccessSnapshot): AccessIndex {
  return {
    snapshot,
    roles: new Map(snapshot.roles.map((role) => [roleKey(role.id), role])),
    groups: new Map(snapshot.groups.map((group) => [group.id.toLowerCase(), group])),
    principals: new Map(snapshot.principals.map((principal) => [principal.id.toLowerCase(), principal])),
    parents: new Map(
      snapshot.parents.map(({ scope, parent }) => [
        azureScope(scope).text,
        parent === null ? null : azureScope(parent).text,
      ]),
    ),
  };
}

/** The GUID at the end of a role definition's id: ids of one role differ by the scope that they were read at. */
export function roleKey(roleDefinitionId: string): string {
  return roleDefinitionId.slice(roleDefinitionId.lastIndexOf('/') + 1).toLowerCase();
}

/** What is to be said of something that is not in the snapshot. */
export function unreadPart(index: AccessIndex, what: UnreadKind, subject: string): UnreadPart {
  const key = keyOf(what, subject);
  const known = index.snapshot.unread.find((part) => part.what === what && keyOf(what, part.subject) === key);
  return known ?? { what, subject, reason: 'not-read' };
}

function keyOf(what: UnreadKind, subject: string): string {
  switch (what) {
    case 'group':
      return subject.toLowerCase();
    case 'role-definition':
      return roleKey(subject);
    case 'assignments':
    case 'eligibilities':
    case 'denies':
    case 'classic-administrators':
    case 'parent':
      return azureScope(subject).text;
  }
}
