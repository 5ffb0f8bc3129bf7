/** Seconds in words: "19 s", "2 min 11 s", "1 h". */
export function duration(total: number): string {
  if (total < 60) return `${total} s`;
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor((total % 86_400) / 3_600), 'h'],
    [Math.floor((total % 3_600) / 60), 'min'],
    [total % 60, 's'],
  ] as const;
  return parts
    .filter(([figure]) => figure > 0)
    .slice(0, 2)
    .map(([figure, unit]) => `${figure} ${unit}`)
    .join(' ');
}
