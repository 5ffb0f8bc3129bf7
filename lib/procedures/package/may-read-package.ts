import type { PackagePlace } from '../../custody/access-event.ts';
import type { AccessMode } from '../../custody/access-policy.ts';
import type { Actor, PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { DeviceSource } from '../../custody/evidence-source.ts';
import { isOwnPackage } from '../../custody/own-package.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import type { ItemGrant, SealedItem } from '../../ports/access-desk.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { OwnPackage } from '../access/content-read.ts';
import { liveGrant } from '../access/live-grant.ts';
import { releasableBy } from '../access/releasable.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';

const signedWithinMs = 20_000;

type Kind = DeviceSource['output']['kind'];

/** A package that may be looked into now, where it came from, and on what ground. */
export interface ReadablePackage {
  readonly item: SealedItem;
  readonly grant: ItemGrant | OwnPackage;
  readonly source: DeviceSource;
}

/**
 * The one place that says who may look into a package. To see it: a live grant to see or to download; or, where the
 * access policy says so, having asked for the package oneself, by the signed record, with a role that collects. To take
 * a table out of it: a live grant to download, and nothing else. What was sealed a moment ago is waited for until the ledger
 * has signed it. Throws `not-found` for what is hidden or no package,
 * `forbidden`, `storage-unavailable` for what is not signed in time, and `conflict` for a frozen item or ledger.
 */
export async function mayReadPackage(
  look: RegisterLook,
  actor: PersonActor,
  evidenceId: string,
  form: PackagePlace['form'],
  kind: Kind = 'package', // what a command printed is read on the same ground
): Promise<ReadablePackage> {
  const groundOf = async (item: SealedItem) => {
    const asked = await signedRequest(look, evidenceId);
    const source = sourceOf(asked, kind);
    const own = form === 'page' && isOwn(asked, actor) && (await look.accessPolicy()).ownPackages;
    const ground = own ? ownPackage(source) : await liveGrant(look, actor, item, modesFor(form));
    return { ground, source };
  };
  const { item, grant } = await releasableBy(look, actor, evidenceId, groundOf);
  return { item, grant: grant.ground, source: grant.source };
}

/** Called for what the person may see alone: nobody else learns by the waiting that there is something. */
async function signedRequest(look: RegisterLook, evidenceId: string): Promise<RecordedEvent | undefined> {
  const [signed] = await look.committedFacts(evidenceId, ['acquisition.requested']);
  if (signed !== undefined) return signed;
  const stream = { kind: 'evidence', id: evidenceId } as const;
  await awaitIntegration(look, { stream }, signedWithinMs, AbortSignal.timeout(2 * signedWithinMs));
  const [late] = await look.committedFacts(evidenceId, ['acquisition.requested']);
  return late;
}

function modesFor(form: PackagePlace['form']): readonly AccessMode[] {
  switch (form) {
    case 'page':
      return ['see-contents', 'download'];
    case 'csv':
    case 'json':
      return ['download'];
  }
}

function sourceOf(asked: RecordedEvent | undefined, kind: Kind): DeviceSource {
  const source = asked?.type === 'acquisition.requested' ? asked.detail.source : null;
  if (source !== null && 'device' in source && isOfKind(source.output, kind)) return source;
  throw new CustodyError(
    'not-found',
    kind === 'package'
      ? 'This item is no investigation package.'
      : 'This item is nothing that a command printed.',
  );
}

/** An answer that was too long to print came as a file. */
function isOfKind(output: DeviceSource['output'], kind: Kind): boolean {
  if (kind === 'command-output' && output.kind === 'device-file') return output.answerTo !== undefined;
  return output.kind === kind;
}

function isOwn(asked: RecordedEvent | undefined, actor: PersonActor): boolean {
  return asked !== undefined && isOwnPackage(personBehind(asked.actor), actor);
}

/** Who asked: the worker registers what arrives in the name of a person. */
function personBehind(actor: Actor): string | null {
  switch (actor.kind) {
    case 'person':
      return actor.objectId;
    case 'worker':
      return actor.onBehalfOf?.objectId ?? null;
    case 'system':
      return null;
  }
}

function ownPackage({ action }: DeviceSource): OwnPackage {
  return { id: null, requestId: null, number: action.number };
}
