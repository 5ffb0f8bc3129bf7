import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquisitionSteps } from '../../lib/custody/acquisition.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { bringFile } from '../../lib/procedures/import/bring-file.ts';
import { receiveImport } from '../../lib/procedures/import/receive-import.ts';
import { writeNote } from '../../lib/procedures/incident/write-note.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { requestReport } from '../../lib/procedures/report/request-report.ts';
import { reportHatches } from '../../lib/runtime/report-hatches.ts';
import { perform } from '../../lib/web/perform.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import type { AcquisitionHouse } from './acquisition-house.ts';
import { type AnchoredLedger, anchoredLedger } from './anchored-ledger.ts';
import { each } from './each.ts';
import { denied, system } from './facts.ts';
import { type Signing, startGrantUseHouse } from './grant-use-house.ts';
import { policyText } from './policy-text.ts';
import { reportSettings } from './report-settings.ts';
import { webShellDisk } from './web-shell-disk.ts';
import { writeFiles } from './write-files.ts';

const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const command = new URL('../../lib/cli/main.ts', import.meta.url).pathname;

/** Other scripts, a sign that turns the direction, one that a terminal obeys, a formula, and what would end a page's script. */
export const hostile = {
  name: 'حامل \u202etxt.exe\u2066 \u001b[31m',
  reason: '=HYPERLINK("x") \u202e證據 \u0007</script> $(touch /tmp/x) `id`\r\nSeized: nothing',
  fileName: 'صورة =1+1 "<b>\' $(id) 証拠.jpg',
} as const;

export type BundleHouse = Awaited<ReturnType<typeof startBundleHouse>>;

/**
 * An incident with a sealed disk, which its responder may download, a sealed photograph, which may not leave so, and a
 * custody report of the disk and of the incident, in a ledger that is anchored, cosigned and stamped. And a stranger's home:
 * their policy, their roots, and Holdfast's command.
 */
export async function startBundleHouse() {
  const ledgers: AnchoredLedger[] = [];
  const house = await startGrantUseHouse(webShellDisk(), async (own) => {
    const ledger = await anchoredLedger(own);
    ledgers.push(ledger);
    return signedBy(ledger);
  });
  const [ledger] = ledgers;
  if (ledger === undefined) throw new Error('Nothing signs.');
  const settings = reportSettings(house);
  const context = { ...house.context, reports: reportHatches(settings, house.database.db) };
  const analyst = { ...house.person('analyst'), displayName: hostile.name };
  const { id, incidentId } = house.item;
  await perform(context, analyst, writeNote, { incidentId, text: hostile.reason });
  const refused = { ...denied(analyst.objectId, 'evidence'), subjects: [`incident:${incidentId}`] };
  await context.register.append(system, ['access.denied'], [refused]); // in the chain of a person
  await sealed(house, context, await brought(context, analyst, incidentId));
  await sealed(house, context, await asked(context, analyst, { kind: 'evidence', id }));
  await sealed(house, context, await asked(context, analyst, { kind: 'incident', id: incidentId }));
  await house.granted('responder', 'download', '10.0.0.0/8');
  const rootsFolder = house.cloud.endpoints.timestampRootsFolder;
  const policy = policyText(ledger.trust);
  const home = strangersHome(policy, rootsFolder);
  return {
    ...{ ...house, home, policy, rootsFolder },
    trust: { policy: ledger.trust, stampRoots: ledger.roots },
    async close() {
      rmSync(home, { recursive: true, force: true });
      await house.close();
    },
  };
}

function signedBy(ledger: AnchoredLedger): Signing {
  ledger.start();
  return {
    keys: ledger.cloud.endpoints.ledger.verifierKeys,
    pause: ledger.stop,
    goOn: () => ledger.start(),
    async stop() {
      await ledger.stop();
      await ledger.witness.close();
      rmSync(ledger.witnessFolder, { recursive: true, force: true });
    },
  };
}

/** Out: the id of a photograph whose bytes came. */
async function brought(context: ProcedureContext, actor: PersonActor, incidentId: string): Promise<string> {
  const bytes = Buffer.from('a photograph of the desk, as it was found');
  const { id, acquisitionId } = await perform(context, actor, bringFile, {
    ...{ incidentId, authority, reason: hostile.reason, description: hostile.name, claims: [] },
    ...{ fileName: hostile.fileName, sizeBytes: bytes.length, what: 'photograph', requestKey: randomUUID() },
    earlier: { takenBy: hostile.name, takenAt: null, how: null, heldBy: null },
  });
  await perform(context, actor, receiveImport, { acquisitionId, bytes: each([bytes]) });
  return id;
}

/** Out: the id of the item that the report is. */
async function asked(context: ProcedureContext, actor: PersonActor, subject: object): Promise<string> {
  const { id } = await perform(context, actor, requestReport, {
    ...{ subject, timeZone: 'UTC', reason: hostile.reason, authority, requestKey: randomUUID() },
    ...{ requestingParty: null, crossReferences: null, neededUntil: null, matter: hostile.name },
  });
  return id;
}

async function sealed(house: AcquisitionHouse, context: ProcedureContext, evidenceId: string): Promise<void> {
  const { acquisition } = house.database.db;
  const { id } = await acquisition.findUniqueOrThrow({ where: { evidenceId } });
  for (const step of acquisitionSteps)
    await runStep({ ...house.tools, context }, jobTable[step].procedure, id);
  const { state, message } = await acquisition.findUniqueOrThrow({ where: { id } });
  if (state !== 'done') throw new Error(`the acquisition is ${state}: ${message}`);
}

/** A home with the stranger's policy and roots, and `holdfast` among their commands. */
function strangersHome(policy: string, rootsFolder: string): string {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-stranger-'));
  writeFileSync(join(home, 'policy'), policy);
  cpSync(rootsFolder, join(home, 'roots'), { recursive: true });
  const shim = `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`;
  writeFiles(home, new Map([['bin/holdfast', shim]]));
  chmodSync(join(home, 'bin/holdfast'), 0o755);
  return home;
}
