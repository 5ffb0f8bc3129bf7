import { onItsWayOut } from '../adapters/prisma/disposal-look.ts';
import { freezeOf } from '../adapters/prisma/freeze-look.ts';
import { accessPolicySchema, defaultAccessPolicy } from '../custody/access-policy.ts';
import { isOwnPackage } from '../custody/own-package.ts';
import { getItemAccess } from './get-item-access.ts';
import type { Viewer } from './viewer.ts';

/** What the page of a package offers this viewer; whoever acts is asked again. */
export interface PackageAccess {
  readonly see: boolean;
  readonly takeOut: boolean; // a table of it, as a file
  readonly request: boolean;
}

/** Throws `forbidden` or `not-found`. */
export async function getPackageAccess(viewer: Viewer, evidenceId: string): Promise<PackageAccess> {
  const { may } = await getItemAccess(viewer, evidenceId);
  return {
    see: may.see || (await seesOwn(viewer, evidenceId)),
    takeOut: may.download,
    request: may.request,
  };
}

async function seesOwn({ db, actor }: Viewer, evidenceId: string): Promise<boolean> {
  const [version, item, freeze] = await Promise.all([
    db.policyVersion.findFirst({ orderBy: { version: 'desc' } }),
    db.evidenceItem.findUnique({
      where: { id: evidenceId },
      select: {
        ...{ state: true, kind: true, rehearsal: true },
        acquisition: { select: { requesterObjectId: true } },
        disposals: { where: { state: { in: onItsWayOut } }, select: { id: true } },
      },
    }),
    freezeOf(db, evidenceId),
  ]);
  const policy = version === null ? defaultAccessPolicy : accessPolicySchema.parse(version.policy);
  const isThere =
    item?.state === 'sealed' && item.kind === 'package' && !item.rehearsal && item.disposals.length === 0;
  return (
    policy.ownPackages &&
    isThere &&
    freeze === null &&
    isOwnPackage(item.acquisition?.requesterObjectId ?? null, actor)
  );
}
