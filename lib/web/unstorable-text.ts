/**
 * The dotted names of the strings in `value` that neither the database nor the ledger can keep: PostgreSQL stores
 * no NUL in text, and canonical JSON has no form for half a surrogate pair (RFC 8785 §3.2.2.2).
 */
export function unstorableText(value: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof value === 'string')
    return value.includes('\u0000') || !value.isWellFormed() ? [path.join('.') || 'form'] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => unstorableText(inner, [...path, name]));
}
