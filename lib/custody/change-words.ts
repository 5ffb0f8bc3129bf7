import type { RecordedChange } from './recorded-change.ts';

/** What changed, each with the value before and after: 'title from “a” to “b”; severity now “high”'. */
export function changeWords(changes: readonly RecordedChange[]): string {
  return changes.map(({ field, before, after }) => `${field} ${changed(before, after)}`).join('; ');
}

function changed(before: string | null, after: string | null): string {
  if (before === null) return `now “${after ?? ''}”`;
  return after === null ? `no longer “${before}”` : `from “${before}” to “${after}”`;
}
