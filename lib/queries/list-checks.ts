import type { CheckKind, CheckState } from '../custody/fixity.ts';
import { groundWords } from '../custody/fixity.ts';
import { requirePermission } from '../custody/permission.ts';
import { type CheckTime, checksDue, countChecks } from './scheduled-checks.ts';
import type { Viewer } from './viewer.ts';

/** The next check of one kind of an item. */
export interface CheckRow {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly kind: CheckKind;
  readonly state: CheckState;
  readonly dueBy: string;
  readonly ground: string; // in words
}

export interface CheckPage {
  readonly rows: readonly CheckRow[]; // the first due first
  readonly total: number; // on all pages
  readonly page: number; // from 1
  readonly pages: number;
}

const pageSize = 100;

/** The next checks of the items that the viewer may see, by when they are due. In: the page, from 1. Throws `forbidden`. */
export async function listChecks(viewer: Viewer, time: CheckTime, page = 1): Promise<CheckPage> {
  requirePermission(viewer.actor, 'evidence.list');
  const now = new Date();
  const total = (await countChecks(viewer, now))[time];
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const found = await checksDue(viewer, time, now, { skip: (shown - 1) * pageSize, take: pageSize });
  const rows = found.map(
    ({ item: { evidenceId, exhibitNumber }, check: { kind, state, dueBy, ground } }) => ({
      ...{ evidenceId, exhibitNumber, kind, state, dueBy },
      ground: groundWords(ground),
    }),
  );
  return { rows, total, page: shown, pages };
}
