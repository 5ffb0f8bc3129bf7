const version7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** When the row of this id was first written, to the millisecond (RFC 9562 §5.7); null: the id carries no time. */
export function madeAt(id: string): Date | null {
  const [, high, low] = version7.exec(id) ?? [];
  return high === undefined || low === undefined ? null : new Date(Number.parseInt(high + low, 16));
}
