import type { ReportBlock } from './report-blocks.ts';

/** Lines that are left open for whoever signs. */
export function fields(...labels: readonly string[]): ReportBlock {
  return { kind: 'fields', rows: labels.map((label) => [label, '…………………………………………………………'] as const) };
}

export function text(words: string): ReportBlock {
  return { kind: 'text', text: words };
}
