import type { ActionBook } from './action-book.ts';
import { DefenderError } from './defender-error.ts';
import { standardRate } from './rate-buckets.ts';
import type { DefenderRoute } from './route.ts';
import type { SignedLinks } from './signed-links.ts';

/**
 * GET /api/machineactions/{id}/GetLiveResponseResultDownloadLink(index=n): a link for 30 minutes, as often as asked.
 * What Defender answers before there is a result is not documented; here it is 404, as for packages.
 */
export function resultRoutes(parts: {
  readonly book: ActionBook;
  readonly links: SignedLinks;
}): readonly DefenderRoute[] {
  return [
    {
      method: 'GET',
      pattern: /^\/machineactions\/([^/]+)\/GetLiveResponseResultDownloadLink\(index=(\d+)\)$/i,
      operation: 'ResultLink_Get',
      api: 'result-link',
      limit: standardRate,
      roles: ['Machine.Read.All', 'Machine.ReadWrite.All'],
      answer: ({ params: [id = '', index = ''], url }) => {
        const action = parts.book.find(id);
        if (action.commands[Number(index)]?.hasResult !== true)
          throw new DefenderError(404, 'ResourceNotFound', `Command ${index} of ${id} has no result.`);
        return {
          status: 200,
          body: {
            '@odata.context': `${url.origin}/api/$metadata#Edm.String`,
            value: parts.links.result(`${action.id}-${index}`),
          },
        };
      },
    },
  ];
}
