import type { ExportFormat } from './export-format.ts';

interface OfExport {
  readonly exportId: string;
}

/** Facts of events that left the product as a file. They stand in the stream of who asked for it. */
export interface ExportEventShapes {
  'export.requested': OfExport & { query: string; format: ExportFormat };
  /** The file is whole, and kept for the person who asked until `keptUntil`. */
  'export.made': OfExport & {
    query: string;
    format: ExportFormat;
    events: number;
    bytes: string; // decimal
    sha256: string; // hex, of the file
    manifestSha256: string; // hex, of the manifest's UTF-8 bytes
    knownAt: string; // when it was asked for
    ledgerSize?: string; // decimal: of so many first entries of the ledger; the oldest records lack it
    keptUntil: string;
  };
  /** Without the search where that was erased meanwhile. */
  'export.failed': OfExport & { query?: string; problem: string };
  /** Recorded before its first byte leaves. */
  'export.downloaded': OfExport & { sha256: string };
}
