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
    knownAt: string; // events that were recorded before this moment
    keptUntil: string;
  };
  'export.failed': OfExport & { query: string; problem: string };
  /** Recorded before its first byte leaves. */
  'export.downloaded': OfExport & { sha256: string };
}
