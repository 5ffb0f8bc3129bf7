/**
 * A stored value as a screen can take it: the stored one as long as it has the shape of the recorded one, else the
 * recorded one, so that a damaged column is named as altered instead of taking the page away.
 */
export function showable<T>(stored: unknown, recorded: T | null): T | null {
  if (recorded === null) return stored === undefined ? null : (stored as T | null);
  return stored === null || hasShapeOf(stored, recorded) ? (stored as T | null) : recorded;
}

function hasShapeOf(stored: unknown, recorded: unknown): boolean {
  if (recorded === null || recorded === undefined) return stored === null || typeof stored !== 'object';
  if (stored === null || stored === undefined) return false;
  if (typeof stored !== typeof recorded || Array.isArray(stored) !== Array.isArray(recorded)) return false;
  if (Array.isArray(stored)) return stored.every((one) => typeof one === 'string');
  if (typeof stored !== 'object') return true;
  const [left, right] = [stored as Record<string, unknown>, recorded as Record<string, unknown>];
  return Object.keys(right).every((key) => hasShapeOf(left[key], right[key]));
}
