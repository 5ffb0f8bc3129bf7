import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { ipv4Bounds, isRangeWithin } from '../../custody/address-range.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { MadeLink } from '../../custody/made-link.ts';
import { wayOut } from '../../custody/way-out.ts';
import type { ItemGrant, SealedItem } from '../../ports/access-desk.ts';
import type { EvidenceLinks, SignedLink, WantedLink } from '../../ports/evidence-links.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { requireRecordedGrant } from './live-grant.ts';
import { type Releasable, releasable } from './releasable.ts';
import { contentFacts, openSealedContent, type SealedContent } from './sealed-content.ts';
import { useEvent } from './use-event.ts';

const longestHours = 8;
const earlierMs = 5 * 60_000; // clocks differ; nobody has the link before it is made
const shortestMs = 60_000;
const signedWithinMs = 20_000;
const openLimitMs = 60_000;

export const makeLinkInput = z.strictObject({
  evidenceId: z.uuid(),
  hours: z.coerce
    .number('Give whole hours.')
    .int('Give whole hours.')
    .min(1, 'Give at least one hour.')
    .max(longestHours, `A link lives for ${longestHours} hours at most.`),
});

/**
 * Signs a link by which the holder of a live download grant reads the whole copy past the portal: for one person, from
 * the grant's addresses, which must lie inside the SOC's network, and never longer than the grant. Recorded and signed
 * for before it is shown. Throws as `releasable`, `conflict` for other addresses and for what leaves inside an archive only,
 * `not-feasible` where nobody signs links.
 */
export const makeLink: Procedure<z.infer<typeof makeLinkInput>, MadeLink> = {
  name: 'make-link',
  permission: 'evidence.read-content',
  input: makeLinkInput,
  records: ['access.link-made', 'access.link-withheld'],
  async run(context, actor, { evidenceId, hours }) {
    const { look } = context.register;
    const signal = AbortSignal.timeout(openLimitMs);
    const held = await releasable(look, actor, evidenceId, 'download');
    requireUnprotected(held.item);
    const links = requireLinks(context);
    const addresses = socAddresses(links, held);
    const content = await recordedContent(context, actor, held, signal);
    const wanted = wantedLink(actor, held, content, addresses, hours);
    const signed = await links.sign(wanted, signal);
    const linkId = await recordLink(context, actor, held, content, wanted, signed);
    await vouchForLink(context, actor, held, linkId, signal);
    const { item, grant } = held;
    return {
      url: signed.link.revealUrl(),
      exhibitNumber: item.exhibitNumber,
      sha256: item.sha256,
      sizeBytes: item.sizeBytes,
      endsAt: wanted.endsAt.toISOString(),
      addresses: grant.addressRange,
    };
  },
};

/** A link reads the stored copy as it is. */
function requireUnprotected(item: SealedItem): void {
  if (!wayOut(item.kind).isProtected) return;
  throw new CustodyError(
    'conflict',
    `What a device gave leaves inside an archive only, so no link is made to ${item.exhibitNumber}. Download it instead.`,
    { detail: attemptOf(item) },
  );
}

function requireLinks({ links }: ProcedureContext): EvidenceLinks {
  if (links !== undefined) return links;
  throw new CustodyError('not-feasible', 'No identity signs links in this deployment. Download it instead.');
}

/** A link works from wherever its addresses are, so they must be the SOC's own; Azure takes IPv4 alone. */
function socAddresses(links: EvidenceLinks, { item, grant }: Releasable): WantedLink['addresses'] {
  const inside = links.network.some((range) => isRangeWithin(grant.addressRange, range));
  const bounds = ipv4Bounds(grant.addressRange);
  if (inside && bounds !== null) return bounds;
  const why = inside
    ? 'Azure restricts a link to IPv4 addresses only'
    : 'a link is made only to addresses inside the SOC’s network';
  throw new CustodyError(
    'conflict',
    `Your grant ${grant.number} is for ${grant.addressRange}, and ${why}. Download it here instead.`,
    { detail: attemptOf(item) },
  );
}

async function recordedContent(
  { register, locker }: ProcedureContext,
  actor: PersonActor,
  { item, grant }: Releasable,
  signal: AbortSignal,
): Promise<SealedContent> {
  const stream = { kind: 'evidence', id: item.evidenceId } as const;
  await awaitIntegration(register.look, { stream }, signedWithinMs, signal); // the grant may be seconds old
  const facts = await register.look.committedFacts(item.evidenceId, contentFacts);
  requireRecordedGrant(facts, grant, actor.objectId, item);
  return await openSealedContent(locker, item, facts, signal);
}

function wantedLink(
  actor: PersonActor,
  { item, grant }: Releasable,
  { place }: SealedContent,
  addresses: WantedLink['addresses'],
  hours: number,
): WantedLink {
  const now = Date.now();
  const endsAt = Math.min(now + hours * 3_600_000, Date.parse(grant.endsAt));
  if (endsAt - now < shortestMs)
    throw new CustodyError('conflict', `Your grant ${grant.number} ends in less than a minute.`, {
      detail: attemptOf(item),
    });
  return {
    ...{ container: place.container, blob: place.blob, addresses },
    startsAt: wholeSecond(now - earlierMs),
    endsAt: wholeSecond(endsAt),
    personObjectId: actor.objectId,
    correlationId: grant.id,
  };
}

async function recordLink(
  { register }: ProcedureContext,
  actor: PersonActor,
  { item, grant }: Releasable,
  { place }: SealedContent,
  { startsAt, endsAt }: WantedLink,
  { sasSha256, keyObjectId, keyExpiry }: SignedLink,
): Promise<string> {
  const linkId = randomUUID();
  const addresses = grant.addressRange;
  const { evidenceId } = item;
  const { objectId, displayName } = actor;
  await register.record(actor, ['access.link-made'], async (desk) => {
    await desk.addLink({
      ...{ id: linkId, grantId: grant.id, evidenceId, sasSha256, addresses, startsAt, endsAt },
    });
    const made = useEvent('access.link-made', aboutUse(item, grant), {
      ...{ ...ofGrant(grant), linkId, grantee: { objectId, displayName }, ...place, sasSha256, addresses },
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      ...{ keyObjectId, keyExpiry },
    });
    return { events: [made], result: undefined };
  });
  return linkId;
}

/** Signed for, and still allowed: else nobody sees the link, and that is recorded too. */
async function vouchForLink(
  context: ProcedureContext,
  actor: PersonActor,
  { item, grant }: Releasable,
  linkId: string,
  signal: AbortSignal,
): Promise<void> {
  const { look } = context.register;
  const stream = { kind: 'evidence', id: item.evidenceId } as const;
  try {
    await awaitIntegration(look, { stream }, signedWithinMs, signal);
    await releasable(look, actor, item.evidenceId, 'download');
  } catch (error) {
    const problem = error instanceof CustodyError ? error.message : 'It failed on our side.';
    await context.register.record(actor, ['access.link-withheld'], async (desk) => {
      await desk.endLink(linkId, 'withheld');
      const detail = { ...ofGrant(grant), linkId, problem };
      return { events: [useEvent('access.link-withheld', aboutUse(item, grant), detail)], result: undefined };
    });
    throw error;
  }
}

function ofGrant({ requestId, number, id: grantId }: ItemGrant) {
  return { requestId, number, grantId };
}

function aboutUse({ evidenceId, incidentId }: SealedItem, { requestId }: ItemGrant) {
  return { evidenceId, incidentId, requestId };
}

function attemptOf({ exhibitNumber, evidenceId }: SealedItem) {
  return { attempt: exhibitNumber, about: `evidence:${evidenceId}` };
}

/** A signature knows no smaller times. */
function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}
