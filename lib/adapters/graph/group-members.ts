import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ObservedMember } from '../../ports/posture-source.ts';
import { type GraphConfig, graphJson, graphUrl } from './graph-request.ts';

const membersPage = z.object({
  value: z.array(z.object({ '@odata.type': z.string(), id: z.string(), displayName: z.string().nullish() })),
  '@odata.nextLink': z.string().optional(),
});
const mostPages = 200;

/**
 * The direct members of a group; null if there is no such group. Needs `GroupMember.Read.All` or `Directory.Read.All`.
 * Source: Microsoft Learn, Graph v1.0, "List group members".
 * Throws CustodyError `throttled`, `cloud-unavailable`, `cloud-refused`; a list that does not end is `cloud-unavailable`.
 */
export async function groupMembers(
  config: GraphConfig,
  groupId: string,
  signal: AbortSignal,
): Promise<readonly ObservedMember[] | null> {
  const members: ObservedMember[] = [];
  let url = graphUrl(config, `groups/${encodeURIComponent(groupId)}/members?$select=id,displayName&$top=999`);
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await graphJson(config, url, 'read the members of the group', signal);
    if (answer === null) return null;
    const read = membersPage.safeParse(answer);
    if (!read.success)
      throw new CustodyError('cloud-unavailable', 'Microsoft Graph answered in an unknown shape.', {
        cause: read.error,
      });
    members.push(...read.data.value.map(memberOf));
    const next = read.data['@odata.nextLink'];
    if (next === undefined) return members;
    url = next;
  }
  throw new CustodyError('cloud-unavailable', `The group has more than ${mostPages} pages of members.`);
}

function memberOf(one: z.infer<typeof membersPage>['value'][number]): ObservedMember {
  return { id: one.id, kind: kindOf(one['@odata.type']), name: one.displayName ?? null };
}

function kindOf(type: string): ObservedMember['kind'] {
  switch (type) {
    case '#microsoft.graph.user':
      return 'person';
    case '#microsoft.graph.group':
      return 'group';
    case '#microsoft.graph.servicePrincipal':
      return 'identity';
    default:
      return 'other';
  }
}
