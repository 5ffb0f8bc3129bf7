import type { ActionBook } from './action-book.ts';
import { DefenderError } from './defender-error.ts';
import type { PackageStore } from './package-store.ts';
import { type DefenderRoute, lieOf } from './route.ts';
import type { SignedLinks } from './signed-links.ts';

/** GET /api/machineactions/{id}/getPackageUri: a short-lived link, in literal quotation marks as documented. */
export function packageRoutes(parts: {
  readonly book: ActionBook;
  readonly packages: PackageStore;
  readonly links: SignedLinks;
}): readonly DefenderRoute[] {
  return [
    {
      method: 'GET',
      pattern: /^\/machineactions\/([^/]+)\/getPackageUri$/i,
      operation: 'PackageUri_Get',
      api: 'package-link',
      limit: { perMinute: 2, perHour: 120 },
      roles: ['Machine.Read.All', 'Machine.ReadWrite.All'],
      answer: (call) => {
        const action = parts.book.find(call.params[0] ?? '');
        if (action.status !== 'Succeeded' || parts.packages.fileOf(action.id) === null)
          throw new DefenderError(404, 'ResourceNotFound', `The package of ${action.id} is not available.`);
        const link = parts.links.package(action.id);
        return {
          status: 200,
          body: {
            '@odata.context': `${call.url.origin}/api/$metadata#Edm.String`,
            value: lieOf(call) === 'unquoted' ? link : `"${link}"`,
          },
        };
      },
    },
  ];
}
