/** A value as JSON in which no character acts or hides: controls and formats are escaped, and the value stays exact. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/[^\P{C}\n]/gu, (one) => one.replace(/[\s\S]/g, escaped));
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
