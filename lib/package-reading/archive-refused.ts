import type { PackageVerdict } from '../custody/package-verdict.ts';

/** An archive of which nothing is read. `message` names what was found, and quotes names only in plain sight. */
export class ArchiveRefused extends Error {
  readonly verdict: PackageVerdict;

  constructor(verdict: PackageVerdict, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ArchiveRefused';
    this.verdict = verdict;
  }
}
