import type { RegisterDesk } from '../../ports/custody-register.ts';

/** Tells the person who asked; one row per acquisition, updated in place. */
export function tellRequester(
  desk: RegisterDesk,
  acquisition: { readonly id: string; readonly requester: { readonly objectId: string } },
  level: 'progress' | 'info' | 'warning' | 'error',
  title: string,
): Promise<void> {
  return desk.notify({
    personObjectId: acquisition.requester.objectId,
    key: `acquisition:${acquisition.id}`,
    level,
    title,
    href: `/acquisitions/${acquisition.id}`,
  });
}
