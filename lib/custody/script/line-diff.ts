/** One line of a comparison; a side that has no such line has no number. `gap`: equal lines that are left out. */
export type DiffLine =
  | { readonly kind: 'same'; readonly before: number; readonly after: number; readonly text: string }
  | { readonly kind: 'removed'; readonly before: number; readonly text: string }
  | { readonly kind: 'added'; readonly after: number; readonly text: string }
  | { readonly kind: 'gap'; readonly lines: number };

export interface LineDiff {
  readonly lines: readonly DiffLine[];
  readonly added: number;
  readonly removed: number;
}

const mostCells = 4_000_000;
const context = 3;

/**
 * Two texts line by line, with three equal lines around each change. By the longest common subsequence of what differs;
 * where that would be too much to work out, everything between the first and the last change is removed and added.
 */
export function lineDiff(before: string, after: string): LineDiff {
  const [left, right] = [before.split('\n'), after.split('\n')];
  const head = commonLength(left, right, (list, at) => list[at]);
  const rest = commonLength(left.slice(head), right.slice(head), (list, at) => list[list.length - 1 - at]);
  const changed = compared(left.slice(head, left.length - rest), right.slice(head, right.length - rest));
  const lines = numbered([
    ...left.slice(0, head).map((text) => ({ kind: 'same', text }) as const),
    ...changed,
    ...left.slice(left.length - rest).map((text) => ({ kind: 'same', text }) as const),
  ]);
  return {
    lines: withGaps(lines),
    added: changed.filter(({ kind }) => kind === 'added').length,
    removed: changed.filter(({ kind }) => kind === 'removed').length,
  };
}

type Change = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string };

function commonLength(
  left: readonly string[],
  right: readonly string[],
  at: (list: readonly string[], index: number) => string | undefined,
): number {
  const most = Math.min(left.length, right.length);
  let length = 0;
  while (length < most && at(left, length) === at(right, length)) length += 1;
  return length;
}

function compared(left: readonly string[], right: readonly string[]): readonly Change[] {
  const removed = left.map((text): Change => ({ kind: 'removed', text }));
  const added = right.map((text): Change => ({ kind: 'added', text }));
  if (left.length === 0 || right.length === 0 || left.length * right.length > mostCells)
    return [...removed, ...added];
  return walk(left, right, lengths(left, right));
}

/** How many lines the ends of both texts have in common at most, from each pair of lines on. */
function lengths(left: readonly string[], right: readonly string[]): Uint16Array {
  const width = right.length + 1;
  const table = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const [below, beside] = [table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0];
      const across = table[(i + 1) * width + j + 1] ?? 0;
      table[i * width + j] = left[i] === right[j] ? across + 1 : Math.max(below, beside);
    }
  return table;
}

function walk(left: readonly string[], right: readonly string[], table: Uint16Array): readonly Change[] {
  const width = right.length + 1;
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [old, now] = [left[i], right[j]];
    const removeFirst = (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0);
    if (old !== undefined && old === now) {
      changes.push({ kind: 'same', text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (now === undefined || removeFirst)) {
      changes.push({ kind: 'removed', text: old });
      i += 1;
    } else {
      changes.push({ kind: 'added', text: now ?? '' });
      j += 1;
    }
  }
  return changes;
}

function numbered(changes: readonly Change[]): readonly Exclude<DiffLine, { kind: 'gap' }>[] {
  let [before, after] = [0, 0];
  return changes.map(({ kind, text }) => {
    if (kind !== 'added') before += 1;
    if (kind !== 'removed') after += 1;
    if (kind === 'same') return { kind, before, after, text };
    return kind === 'removed' ? { kind, before, text } : { kind, after, text };
  });
}

function withGaps(lines: readonly Exclude<DiffLine, { kind: 'gap' }>[]): readonly DiffLine[] {
  const near = new Set<number>();
  lines.forEach(({ kind }, at) => {
    if (kind === 'same') return;
    for (let beside = at - context; beside <= at + context; beside += 1) near.add(beside);
  });
  const shown: DiffLine[] = [];
  let left = 0;
  const endGap = () => {
    if (left > 0) shown.push({ kind: 'gap', lines: left });
    left = 0;
  };
  lines.forEach((line, at) => {
    if (!near.has(at)) {
      left += 1;
      return;
    }
    endGap();
    shown.push(line);
  });
  endGap();
  return shown;
}
