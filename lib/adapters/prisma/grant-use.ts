import type { GrantUseDesk, GrantUseLook, GrantUseRuns } from '../../ports/grant-use.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { linkDesk, linkLook, linkRevocations } from './granted-links.ts';
import type { Transaction } from './transaction.ts';
import { workingCopyDesk, workingCopyLook, workingCopyRuns } from './working-copies.ts';

/** What the register keeps of grants that are used past the portal. */
export function grantUseLook(tx: Transaction): GrantUseLook {
  return { ...linkLook(tx), ...workingCopyLook(tx) };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolGrantUseLook(db: Database): GrantUseLook {
  const look = grantUseLook(db);
  return {
    liveLinks: () => throwingCustodyErrors(() => look.liveLinks()),
    linkRevocationWaits: () => throwingCustodyErrors(() => look.linkRevocationWaits()),
    linksEndedBy: (revocation) => throwingCustodyErrors(() => look.linksEndedBy(revocation)),
    workingCopy: (id) => throwingCustodyErrors(() => look.workingCopy(id)),
  };
}

export function grantUseDesk(tx: Transaction): GrantUseDesk {
  return { ...linkDesk(tx), ...workingCopyDesk(tx) };
}

export function grantUseRuns(db: Database): GrantUseRuns {
  return { ...linkRevocations(db), ...workingCopyRuns(db) };
}
