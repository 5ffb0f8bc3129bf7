const segment = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * A form as an object: dotted names nest (`authority.type`), repeated names become arrays, blank fields are
 * null. Names of any other form (React's own, `__proto__`) are left out.
 */
export function formObject(form: FormData): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    const path = name.split('.');
    if (!path.every((part) => segment.test(part) && !(part in Object.prototype))) continue;
    const values = form.getAll(name).map((value) => (typeof value === 'string' ? blankToNull(value) : null));
    place(object, path, values.length === 1 ? values[0] : values);
  }
  return object;
}

function blankToNull(value: string): string | null {
  return value.trim() === '' ? null : value;
}

function place(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    object[head] = value;
    return;
  }
  const inner = object[head];
  const next: Record<string, unknown> = isRecord(inner) ? inner : {};
  object[head] = next;
  place(next, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
