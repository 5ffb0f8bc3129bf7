/** A report before it is drawn: sections of typed blocks. `null` values print as "Not supplied". */
export interface ReportDocument {
  readonly title: string;
  readonly caseNumber: string; // on every page
  readonly reportNumber: string; // exhibit number and version, on every page
  readonly createdAt: string; // RFC 3339: the drawing's own date
  readonly root: string; // of the ledger, on every page
  readonly sections: readonly ReportSection[];
  readonly attachments: readonly ReportAttachment[];
}

export interface ReportSection {
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'fields'; readonly rows: readonly (readonly [string, string | null])[] }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly none: string }
  | { readonly kind: 'exact'; readonly text: string } // as it is, line by line, in fixed pitch
  | { readonly kind: 'event'; readonly event: PrintedEvent };

export interface PrintedEvent {
  readonly index: string; // in the ledger
  readonly leaf: string; // hex, in full
  readonly time: string;
  readonly who: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly corrections: readonly string[]; // what later records say is right
}

export interface ReportAttachment {
  readonly name: string;
  readonly description: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}
