import type { BlobContainer } from '@azure/arm-storage';

/** Azure lets a locked policy be extended five times. */
const maxExtensions = 5;

/** How often a container's policy may still be extended; null while it is not locked. */
export function extensionsLeft(policy: BlobContainer['immutabilityPolicy']): number | null {
  if (policy?.state !== 'Locked') return null;
  const extensions = (policy.updateHistory ?? []).filter((one) => one.update === 'extend').length;
  return Math.max(0, maxExtensions - extensions);
}
