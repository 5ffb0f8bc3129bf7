import type { CheckKind, CheckState } from '../custody/fixity.ts';
import { groundWords } from '../custody/fixity.ts';
import { requirePermission } from '../custody/permission.ts';
import { type CheckTime, checkTimeOf, scheduledChecks } from './scheduled-checks.ts';
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
  const all = (await scheduledChecks(viewer, now)).filter(({ check }) => checkTimeOf(check, now) === time);
  const pages = Math.max(1, Math.ceil(all.length / pageSize));
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const rows = all
    .map(({ item: { evidenceId, exhibitNumber }, check: { kind, state, dueBy, ground } }) => ({
      ...{ evidenceId, exhibitNumber, kind, state, dueBy },
      ground: groundWords(ground),
    }))
    .toSorted((a, b) => `${a.dueBy} ${a.evidenceId}`.localeCompare(`${b.dueBy} ${b.evidenceId}`));
  return {
    rows: rows.slice((shown - 1) * pageSize, shown * pageSize),
    ...{ total: all.length, page: shown, pages },
  };
}
