import type { BroughtKind, BroughtWay } from './brought-source.ts';

/** What a person reads before they bring something in; same inputs, same sentences. */
export function importPlan(
  thing: {
    readonly way: BroughtWay;
    readonly what?: BroughtKind;
    readonly fileName: string;
    readonly sizeBytes: string;
  },
  policy: { readonly retentionDays: number },
): string {
  const { way, what, fileName, sizeBytes } = thing;
  const days = policy.retentionDays;
  return (
    `Holdfast will take “${fileName}” (${sizeBytes} bytes) ${from(way)} as it is into the evidence locker, hash it on the way, ` +
    `hash the stored copy again, hold every claimed digest against these bytes, and seal it as an item that it did not take ` +
    `itself; nobody can delete it for ${days} ${days === 1 ? 'day' : 'days'}, or while a legal hold stands.${what === 'bundle' ? verified : ''}`
  );
}

/** So that nobody keeps a wrong file for years and thinks that it was refused. */
const verified =
  ' Then it verifies the bundle by your trust policy. What it finds is recorded: a wrong file, or one that was cut off, is kept all the same and said to be no bundle.';

function from(way: BroughtWay): string {
  switch (way) {
    case 'by-hand':
      return 'from your browser';
    case 'staged':
      return 'from the SOC’s staging storage, which it only reads,';
    case 'windows-365':
      return 'from the storage that Windows 365 wrote it to, which it only reads,';
    case 'reference-vault':
      return 'from the storage of the older reference, which it only reads,';
    case 'bundle':
      return 'out of the bundle';
  }
}
