import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { installScripts } from '../../lib/procedures/console/install-scripts.ts';
import type { Procedure } from '../../lib/procedures/procedure.ts';
import { confirmProposal } from '../../lib/procedures/proposal/confirm-proposal.ts';
import { proposeScriptReview } from '../../lib/procedures/proposal/kinds/script-review.ts';
import { type Uploaded, uploadScript } from '../../lib/procedures/script/upload-script.ts';
import { perform } from '../../lib/web/perform.ts';
import { startConsoleHouse } from './console-house.ts';

export const signal = new AbortController().signal;
export const reason = 'Collects the times of our own agent.';
export type ScriptHouse = Awaited<ReturnType<typeof openScriptHouse>>;

/** A console house whose people bring, review and pin scripts. */
export async function openScriptHouse() {
  const house = await startConsoleHouse();
  const found = house.context.devices?.library;
  if (found === undefined) throw new Error('the house has no librarian');
  const library = found;

  function present(account: string): PersonActor {
    return { ...house.person(account), authenticatedAt: new Date().toISOString() };
  }
  function responder() {
    return present('responder');
  }

  function lead() {
    return present('lead-1');
  }

  function viewer() {
    return { actor: responder(), db: house.database.db };
  }

  /** A collector that others publish, as the customer brings it: uploaded, reviewed, put into the library. */
  async function bringUac(uac: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'uac-'));
    await mkdir(join(folder, 'uac-3/config'), { recursive: true });
    await writeFile(join(folder, 'uac-3/uac'), uac, { mode: 0o755 });
    await writeFile(join(folder, 'uac-3/config/uac.conf'), 'hash_algorithm: [md5, sha1]\n');
    const archive = execFileSync('tar', ['-czf', '-', '-C', folder, 'uac-3']);
    const uploaded = await perform(house.context, responder(), uploadScript, {
      ...{ fileName: 'uac-3.tar.gz', content: archive.toString('base64'), systems: ['linux'], reason },
      ...{ description: 'UAC as it is published.', parameters: '' },
    });
    await review(uploaded);
    await perform(house.context, lead(), installScripts, { scriptIds: [uploaded.id] });
  }

  async function openAlarms(): Promise<readonly string[]> {
    const rows = await house.database.db.alarm.findMany({ where: { kind: 'library', clearedAt: null } });
    return rows.map(({ key }) => key);
  }

  async function review(uploaded: Uploaded): Promise<void> {
    const { id: proposalId } = await propose(uploaded, responder());
    await perform(house.context, lead(), confirmProposal, { proposalId, comment: null });
  }

  function propose({ versionId }: Uploaded, by: PersonActor) {
    return perform(house.context, by, proposeScriptReview as Procedure<unknown, { readonly id: string }>, {
      ...{ reason, change: { versionId } },
    });
  }

  return { ...house, responder, lead, viewer, openAlarms, library, present, bringUac, review, propose };
}
