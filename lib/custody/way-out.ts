import type { EvidenceKind } from './evidence-source.ts';

/** The password of protected archives. It is no secret: it keeps a file from being run, or deleted by a scanner, by a click. */
export const protectionPassword = 'infected';

/** How an item's bytes leave as a file: what a device gave may be malware, and goes inside a protected archive. */
export function wayOut(kind: EvidenceKind): { readonly isProtected: boolean; readonly extension: string } {
  switch (kind) {
    case 'disk':
      return { isProtected: false, extension: 'vhd' };
    case 'command-output':
      return { isProtected: false, extension: 'txt' };
    case 'package':
      return { isProtected: true, extension: 'zip' };
    case 'query-result':
      return { isProtected: false, extension: 'json' };
    case 'report':
      return { isProtected: false, extension: 'pdf' };
    case 'imported-bundle':
      return { isProtected: false, extension: 'zip' };
    case 'imported-disk':
      return { isProtected: false, extension: 'img' };
    case 'device-file':
    case 'imported-file':
    case 'imported-session':
      return { isProtected: true, extension: 'bin' };
  }
}
