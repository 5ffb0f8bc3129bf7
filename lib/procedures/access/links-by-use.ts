import type { GrantedLink } from '../../ports/granted-links.ts';
import type { AboutUse } from './use-event.ts';

/** The links of one grant for one item. */
export interface LinksOfUse {
  readonly about: AboutUse;
  readonly ofGrant: { readonly requestId: string; readonly number: string; readonly grantId: string };
  readonly links: readonly string[];
}

/** Links gathered by what their facts are told of: one grant and one item. */
export function linksByUse(links: readonly GrantedLink[]): readonly LinksOfUse[] {
  const groups = Map.groupBy(links, ({ grantId, evidenceId }) => `${grantId} ${evidenceId}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { evidenceId, incidentId, requestId, number, grantId } = first;
    return [
      {
        about: { evidenceId, incidentId, requestId },
        ofGrant: { requestId, number, grantId },
        links: group.map(({ id }) => id),
      },
    ];
  });
}
