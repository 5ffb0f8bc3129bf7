import { type AccessIndex, unreadPart } from './access-index.ts';
import type { UnreadPart } from './access-snapshot.ts';
import { azureScope, coversScope, unreadParentOf } from './azure-scope.ts';
import { actionsOf } from './guarded-right.ts';
import type { RightQuestion } from './holding.ts';

/**
 * What was not read and bears on a question about a place: lists of assignments above it (and below, if asked for)
 * and the way up. Groups, roles and denies are found on the way to a holder.
 */
export function unreadFor(index: AccessIndex, question: RightQuestion): readonly UnreadPart[] {
  const parts = index.snapshot.unread.filter((part) => matters(index, part, question));
  const unreadAt = unreadParentOf(azureScope(question.scope), index.parents);
  return unreadAt === null ? parts : [...parts, unreadPart(index, 'parent', unreadAt)];
}

function matters(index: AccessIndex, part: UnreadPart, question: RightQuestion): boolean {
  switch (part.what) {
    case 'assignments':
    case 'eligibilities':
      return isNear(index, part, question);
    case 'classic-administrators':
      return isControlPlane(question) && isNear(index, part, question);
    case 'parent': // named from the way up, also where nobody said why
    case 'denies': // named where they bear on somebody
    case 'group':
    case 'role-definition':
      return false;
  }
}

function isNear(index: AccessIndex, { subject }: UnreadPart, question: RightQuestion): boolean {
  const [read, asked] = [azureScope(subject), azureScope(question.scope)];
  if (coversScope(read, asked, index.parents) !== 'no') return true;
  return question.reach === 'anywhere-below' && coversScope(asked, read, index.parents) !== 'no';
}

function isControlPlane({ right }: RightQuestion): boolean {
  return actionsOf(right).some(({ plane }) => plane === 'control');
}
