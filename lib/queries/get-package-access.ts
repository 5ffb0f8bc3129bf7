import { accessPolicySchema, defaultAccessPolicy } from '../custody/access-policy.ts';
import { mayDo } from '../custody/permission.ts';
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
  const [version, item] = await Promise.all([
    db.policyVersion.findFirst({ orderBy: { version: 'desc' } }),
    db.evidenceItem.findUnique({
      where: { id: evidenceId },
      select: { state: true, acquisition: { select: { requesterObjectId: true } } },
    }),
  ]);
  const policy = version === null ? defaultAccessPolicy : accessPolicySchema.parse(version.policy);
  return (
    policy.ownPackages &&
    item?.state === 'sealed' &&
    item.acquisition?.requesterObjectId === actor.objectId &&
    mayDo(actor.roles, 'evidence.read-content')
  );
}
