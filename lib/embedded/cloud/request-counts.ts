/** How often each operation was asked for since the start; read over the admin endpoint. */
export interface RequestCounts {
  count(operation: string): void;
  all(): Readonly<Record<string, number>>;
}

export function requestCounts(): RequestCounts {
  const counts = new Map<string, number>();
  return {
    count: (operation) => counts.set(operation, (counts.get(operation) ?? 0) + 1),
    all: () => Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b))),
  };
}
