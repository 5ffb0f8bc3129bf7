import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureEvidenceLinks } from '../../lib/adapters/azure/evidence-links.ts';
import { azureWorkingDisks } from '../../lib/adapters/azure/working-disks.ts';
import type { AccessMode } from '../../lib/custody/access-policy.ts';
import type { Actor, PersonActor } from '../../lib/custody/actor.ts';
import { lockerAccountId, workingCopiesGroup, workstationsGroup } from '../../lib/embedded/cloud/tenant.ts';
import { approveRequest } from '../../lib/procedures/access/approve-request.ts';
import { requestAccess } from '../../lib/procedures/access/request-access.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from './acquisition-house.ts';
import { keepSigning } from './keep-signing.ts';
import { testLedger } from './ledger.ts';
import { fixedVhd, sparsePayload } from './make-vhd.ts';
import { until } from './worker-process.ts';

const mib = 1 << 20;
export const reason = 'To examine the web shell.';
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;

export interface Fact {
  readonly type: string;
  readonly actor: Actor;
  // biome-ignore lint/suspicious/noExplicitAny: facts of many shapes, each checked by its test
  readonly detail: any;
}

export type GrantUseHouse = Awaited<ReturnType<typeof startGrantUseHouse>>;

/** What signs by itself what is recorded. */
export interface Signing extends ReturnType<typeof keepSigning> {
  readonly keys: readonly string[]; // vkey lines
}

/**
 * A sealed item, of this payload, in a real embedded cloud, a ledger that signs by itself, and the hatches by which grants
 * are used.
 */
export async function startGrantUseHouse(
  payload: Buffer = somePayload(),
  startSigning: (house: AcquisitionHouse) => Promise<Signing> = signedByHand,
) {
  const disk = fixedVhd(payload);
  const house = await startAcquisitionHouse({ 'vm-a/os.vhd': disk });
  const signing = await startSigning(house);
  const context: ProcedureContext = { ...house.context, ...hatchesOf(house) };
  const item = await sealed(house);
  const present = (account: string): PersonActor => ({
    ...house.person(account),
    authenticatedAt: new Date().toISOString(),
  });
  return {
    ...house,
    ...{ context, disk, item, logKeys: signing.keys },
    ...{ pauseSigning: signing.pause, goOnSigning: signing.goOn },
    person: present,
    until: (check: () => Promise<boolean>) => until('it is so', check),
    /** Asks for access and has two others agree. */
    async granted(account: string, mode: AccessMode, addressRange: string, hours = 4, of = item) {
      const { id: requestId } = await requestAccess.run(context, present(account), {
        ...{ incidentId: of.incidentId, evidenceIds: [of.id], purpose: reason, authority },
        ...{ mode, addressRange, hours },
      });
      const others = ['lead-1', 'lead-2', 'controller-1'].filter((one) => one !== account);
      const approval = { requestId, comment: null };
      if (mode !== 'see-contents') await approveRequest.run(context, present(others[1] ?? ''), approval);
      const { grantId } = await approveRequest.run(context, present(others[0] ?? ''), approval);
      return { requestId, grantId };
    },
    grantOf: (account: string, mode: AccessMode) =>
      house.database.db.accessGrant.findFirstOrThrow({
        where: { granteeObjectId: house.person(account).objectId, mode, revokedAt: null },
        orderBy: { endsAt: 'desc' },
      }),
    /** Facts of one kind in the item's stream, oldest first; of one person, if one is named. */
    async facts(type: string, account: string | null = null, of = item): Promise<readonly Fact[]> {
      const rows = await house.database.db.custodyEvent.findMany({
        where: {
          ...{ stream: of.id, type },
          ...(account === null ? {} : { actorObjectId: house.person(account).objectId }),
        },
        orderBy: { n: 'asc' },
      });
      return rows.map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()) as Fact);
    },
    /** Every row that such a secret could have come into, as text. */
    async everythingStored(): Promise<string> {
      const rows = await house.database.asAdmin<{ text: string }>(
        `select convert_from(body, 'utf8') as text from custody_event where body is not null
         union all select to_jsonb(l)::text from access_link l
         union all select to_jsonb(n)::text from notification n
         union all select to_jsonb(w)::text from working_copy w`,
      );
      return rows.map(({ text }) => text).join('\n');
    },
    async close() {
      await signing.stop();
      await house.close();
    },
  };
}

async function signedByHand({ database }: AcquisitionHouse): Promise<Signing> {
  const ledger = await testLedger(database);
  return { ...keepSigning(ledger), keys: ledger.keys };
}

function somePayload(): Buffer {
  return sparsePayload(6 * mib, [
    [0, 70_000],
    [5 * mib, 6 * mib],
  ]);
}

function hatchesOf({ cloud }: AcquisitionHouse): Pick<ProcedureContext, 'links' | 'workingDisks'> {
  const { endpoints } = cloud;
  return {
    links: azureEvidenceLinks({
      credential: managedIdentity(endpoints.clientIds.linkSigner),
      armEndpoint: endpoints.arm,
      subscriptionId: endpoints.socSubscriptionId,
      resourceGroup: endpoints.lockerResourceGroup,
      account: endpoints.lockerAccount,
      blobEndpoint: endpoints.lockerBlobEndpoint,
      network: ['127.0.0.0/8', '10.0.0.0/8'],
    }),
    workingDisks: azureWorkingDisks({
      credential: managedIdentity(endpoints.clientIds.diskExporter),
      armEndpoint: endpoints.arm,
      ...{ resourceGroup: workingCopiesGroup, workstationsGroup, lockerAccountId },
      lockerBlobEndpoint: endpoints.lockerBlobEndpoint,
    }),
  };
}

async function sealed(house: AcquisitionHouse) {
  const id = await house.begin('vm-a');
  await house.run(id);
  const row = await house.database.db.acquisition.findUniqueOrThrow({
    where: { id },
    include: { evidence: true },
  });
  if (row.state !== 'done') throw new Error(`the acquisition is ${row.state}: ${row.message}`);
  return { id: row.evidenceId, incidentId: row.incidentId, exhibitNumber: row.evidence.exhibitNumber };
}
