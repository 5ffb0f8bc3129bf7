/** How events leave as a file: a table that no spreadsheet acts on, or one JSON text a line with what its proof needs. */
export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A file has at most this many events; a search that finds more is refused, never cut short. */
export const mostExportedEvents = 100_000;
