import { CustodyError } from '../../custody/custody-error.ts';
import type { LedgerDesk } from '../../ports/ledger-state.ts';
import { ledgerLook } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';

/** The desk's drawer for the state of the ledger itself, inside one transaction. */
export function ledgerDesk(tx: Transaction): LedgerDesk {
  return {
    freezeLedger: async (freeze) => {
      const now = new Date();
      const row = { id: 1, ...freeze, since: now, checkedAt: now };
      const { count } = await tx.ledgerFreeze.createMany({ data: [row], skipDuplicates: true });
      if (count === 0) throw new CustodyError('conflict', 'The ledger is frozen already.');
    },
    thawLedger: async () => {
      const freeze = await ledgerLook(tx).ledgerFreeze();
      const { count } = await tx.ledgerFreeze.deleteMany({ where: { id: 1 } });
      if (freeze === null || count === 0) throw new CustodyError('conflict', 'The ledger is not frozen.');
      return freeze;
    },
    setAnchorTold: async ({ kind, name }, told) => {
      const { count } = await tx.ledgerAnchorState.updateMany({
        where: { kind, name, toldAt: told ? null : { not: null } },
        data: { toldAt: told ? new Date() : null },
      });
      if (count === 0) throw new CustodyError('conflict', 'Another process has told this already.');
    },
  };
}
