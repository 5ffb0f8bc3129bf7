import { z } from 'zod';
import { CustodyError } from '../../../custody/custody-error.ts';
import { minuteWords } from '../../../custody/minute-words.ts';
import type { ProposalNeeds } from '../../../custody/proposal.ts';
import { thawFacts, thawGround } from '../../../custody/thaw.ts';
import type { SealedItem } from '../../../ports/access-desk.ts';
import type { RegisterDesk, RegisterLook } from '../../../ports/custody-register.ts';
import type { ProposalRecord } from '../../../ports/proposal-desk.ts';
import { frozenKey } from '../../access/freeze-item.ts';
import { visibleItem } from '../../custody/visible-item.ts';
import { copyVerificationEvent } from '../../evidence/copy-verification-event.ts';
import { tellWatch } from '../../tell-watch.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';

const thawItemInput = z.strictObject({ evidenceId: z.uuid() });

const needs: ProposalNeeds = {
  deciders: 1,
  roles: ['lead', 'controller'],
  oneOf: 'controller',
  proposerRoles: ['lead', 'controller'],
  excluded: [],
  stepUpMinutes: 15,
  twoControllers: true,
  waitingDays: 7,
};

/**
 * Letting a frozen item be handed out again. It rests on a whole read since the freeze that gave the sealed digests, as the
 * ledger has it, when it is proposed and again when it is confirmed; without one nobody can thaw it.
 */
export const thawItemKind: KindOfProposal<z.infer<typeof thawItemInput>> = {
  kind: 'thaw-item',
  permission: 'evidence.propose-thaw',
  input: thawItemInput,
  records: ['evidence.thawed'],
  async prepare({ register }, actor, { evidenceId }) {
    const { item, incident } = await visibleItem(register.look, actor, evidenceId);
    const { freeze, verified, at } = await requireGround(register.look, item);
    const { exhibitNumber, incidentId } = item;
    return {
      needs,
      key: evidenceId,
      title: `Thaw ${exhibitNumber}`,
      subject: { kind: 'evidence', id: evidenceId },
      subjects: [`incident:${incidentId}`, `evidence:${evidenceId}`],
      incidentId,
      before: { evidenceId, frozenSince: freeze.since },
      after: { frozenSince: null },
      changes: [
        {
          field: `${exhibitNumber} (${incident.number})`,
          before: `Frozen since ${minuteWords(freeze.since)}`,
          after: `Handed out again to who holds a grant; read whole ${minuteWords(at)}, SHA-256 ${verified.sealedSha256} as sealed`,
        },
      ],
    };
  },
  async apply(desk, proposal) {
    const { evidenceId } = thawItemInput.parse({ evidenceId: evidenceOf(proposal) });
    const found = await desk.sealedItem(evidenceId);
    if (found === null) throw new CustodyError('conflict', 'The item is disposed of, or on its way out.');
    await desk.lockIncident(found.incidentId); // what freezes it takes it too: each sees the other
    const { freeze, verified, at } = await requireGround(desk, found);
    await tellThawed(desk, found, proposal);
    const { verificationId, sealedSha256: sha256, exhibitNumber } = verified;
    const detail = {
      ...{ verificationId, exhibitNumber, sha256 },
      ...{ frozenSince: freeze.since, verifiedAt: at, proposal: proposal.number },
    };
    return [copyVerificationEvent('evidence.thawed', found, proposal.reason, detail)];
  },
};

export const proposeThawItem = proposing(thawItemKind);

/** Throws `conflict` with the one thing that stands in the way. */
async function requireGround(look: RegisterLook, { evidenceId, exhibitNumber }: SealedItem) {
  const freeze = await look.freezeOf(evidenceId);
  const last = await look.lastCopyVerification(evidenceId);
  const ground = thawGround(freeze, await look.committedFacts(evidenceId, thawFacts));
  if (freeze !== null && 'verified' in ground && ground.verified.verificationId === last?.id)
    return { freeze, ...ground };
  const why = 'why' in ground ? ground.why : 'The last full read is not in the ledger yet.';
  throw new CustodyError('conflict', `${exhibitNumber} cannot be thawed: ${why}`);
}

/** The alarm is closed by who confirmed last, with the reason that all agreed to. */
async function tellThawed(
  desk: RegisterDesk,
  { evidenceId, exhibitNumber, incidentId }: SealedItem,
  { reason, decisions, proposer, number }: ProposalRecord,
): Promise<void> {
  const { objectId, displayName } = decisions.at(-1)?.by ?? proposer;
  const key = frozenKey({ evidenceId });
  await desk.clearAlarm(key, { objectId, displayName, note: `${number}: ${reason}` });
  const incident = await desk.incident(incidentId);
  const title = `${exhibitNumber} is thawed: its copy was read whole, and is as sealed`;
  const note = { key, level: 'info', title, href: `/evidence/${evidenceId}?tab=access` } as const;
  await tellWatch(desk, note, incident?.restricted === true ? incident.memberObjectIds : null);
}

function evidenceOf({ before }: ProposalRecord): unknown {
  return (before as Readonly<Record<string, unknown>>).evidenceId;
}
