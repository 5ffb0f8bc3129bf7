import type { Client } from 'pg';
import type { Finding } from '../ledger/finding.ts';
import { checkEvidenceRows } from './check-evidence-rows.ts';
import { checkFixityRows } from './check-fixity-rows.ts';
import { checkIncidentRows } from './check-incident-rows.ts';
import { Findings } from './findings.ts';
import { NumberCheck } from './number-check.ts';

/**
 * The tables beside the ledger: each row must have its opening event, each opening event its row, and the columns must
 * be what the newest events say. The events themselves are held against the ledger elsewhere. Memory grows with the
 * notes of one incident, not with the number of rows. In: whether entries were lost with an earlier epoch.
 */
export async function checkTables(
  client: Client,
  isAfterLoss: boolean,
  findings: Findings,
  progress: (done: number) => void,
): Promise<void> {
  const found = new Findings();
  const numbers = new NumberCheck();
  await checkEvidenceRows(client, numbers, found, progress);
  await checkIncidentRows(client, numbers, found, progress);
  await numbers.check(client, found);
  await checkFixityRows(client, found);
  findings.takeOver(found, isAfterLoss ? orLost : (finding) => finding);
}

/** Rows outlive a loss of entries: what nothing bears out any more may be true, and nobody can tell. */
function orLost(finding: Finding): Finding {
  switch (finding.attack) {
    case 'row-invented':
    case 'row-changed': {
      const lost =
        'Entries were lost with an earlier epoch: the event that said so may be among them, or there was none. ' +
        'Only a copy from before the loss can tell.';
      return { ...finding, words: `${finding.words} ${lost}` };
    }
    default:
      return finding;
  }
}
