import { type AccessIndex, unreadPart } from './access-index.ts';
import type { GroupMember, PrincipalKind, UnreadPart } from './access-snapshot.ts';
import type { Certainty, Manner } from './holding.ts';
import { earlier, inPeriod } from './period.ts';

/** One way in which a principal belongs to a group. `through`: ids of groups, the asked one first. */
export interface Membership {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly manner: Manner;
  readonly certainty: Certainty;
  readonly until: string | null; // when it ends by itself
  readonly through: readonly string[];
}

export interface GroupMembers {
  readonly members: readonly Membership[]; // of each principal the shortest way of each standing, ending or not
  readonly byId: ReadonlyMap<string, readonly Membership[]>; // ids in small letters
  readonly unread: readonly UnreadPart[]; // groups in it whose members are not known
}

/** Everybody in a group at an instant, through groups within it. Groups that contain each other end. */
export function groupMembers(index: AccessIndex, groupId: string, at: string): GroupMembers {
  const members: Membership[] = [];
  const unread = new Map<string, UnreadPart>();
  const seen = new Set<string>();
  let next: Way[] = [{ id: groupId, manner: 'active', certainty: 'certain', until: null, through: [] }];
  while (next.length > 0) {
    const ways = next;
    next = [];
    for (const way of ways) {
      if (!isNew(seen, way)) continue;
      const group = index.groups.get(way.id.toLowerCase());
      if (group === undefined) unread.set(way.id.toLowerCase(), unreadPart(index, 'group', way.id));
      for (const member of group?.members ?? []) {
        const step = stepInto(way, member, at);
        if (step === null) continue;
        if (isGroup(index, member)) next.push(step);
        else if (isNew(seen, step)) members.push({ ...step, kind: kindOf(index, member) });
      }
    }
  }
  const byId = Map.groupBy(members, ({ id }) => id.toLowerCase());
  return { members, byId, unread: [...unread.values()] };
}

type Way = Omit<Membership, 'kind'>;

function isNew(seen: Set<string>, { id, manner, certainty, until }: Way): boolean {
  const key = `${id.toLowerCase()} ${manner} ${certainty} ${until !== null}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function stepInto(way: Way, member: GroupMember, at: string): Way | null {
  const period = inPeriod(member, at);
  if (period === 'no') return null;
  return {
    id: member.id,
    manner: member.eligible ? 'eligible' : way.manner,
    certainty: period === 'unknown' ? 'possible' : way.certainty,
    until: earlier(way.until, member.until),
    through: [...way.through, way.id],
  };
}

function isGroup(index: AccessIndex, member: GroupMember): boolean {
  return (
    member.kind === 'group' || member.kind === 'foreign-group' || index.groups.has(member.id.toLowerCase())
  );
}

function kindOf(index: AccessIndex, member: GroupMember): PrincipalKind {
  const known = index.principals.get(member.id.toLowerCase())?.kind;
  return known ?? (member.kind === 'group' || member.kind === 'foreign-group' ? 'unknown' : member.kind);
}
