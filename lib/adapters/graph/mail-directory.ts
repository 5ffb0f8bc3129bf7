import { z } from 'zod';
import type { MailDirectory } from '../../ports/mail-directory.ts';
import { graphShape } from './graph-pages.ts';
import { type GraphConfig, graphJson, graphUrl } from './graph-request.ts';

const user = z.object({ accountEnabled: z.boolean(), mail: z.string().nullish() });

/** The addresses of people as Microsoft Entra has them. Source: Microsoft Learn, Graph v1.0, "Get user", `mail`. */
export function graphMailDirectory(config: GraphConfig): MailDirectory {
  return {
    mailAddress: async (objectId, signal) => {
      const url = graphUrl(config, `users/${encodeURIComponent(objectId)}?$select=accountEnabled,mail`);
      const found = await graphJson(config, url, 'read the person’s address', signal);
      if (found === null) return null;
      const { accountEnabled, mail } = graphShape(user, found);
      return accountEnabled ? (mail ?? null) : null;
    },
  };
}
