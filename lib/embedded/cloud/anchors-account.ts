import type { StateFile } from './cloud-state.ts';
import { makeContainer } from './control-plane.ts';
import { anchorsAccount, anchorsContainer } from './tenant.ts';

const retentionDays = 3650;

/**
 * What the department that keeps the anchors set up before Holdfast came: one container under locked retention in
 * a subscription of its own. Nothing of Holdfast may change it, so it is there from the first start.
 */
export function provisionAnchors(store: StateFile, now: Date): void {
  const container = makeContainer(store, anchorsAccount, anchorsContainer, {}, now);
  if (container.policy !== null) return;
  container.policy = {
    etag: container.etag,
    state: 'Locked',
    days: retentionDays,
    allowProtectedAppendWrites: false,
    allowProtectedAppendWritesAll: false,
    extensions: 0,
  };
  store.save();
}
