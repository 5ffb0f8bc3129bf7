/** A fact about another fact: what its record says wrong, and what is right. The original stays as it was written. */
export interface CorrectionEventShapes {
  'custody.corrected': {
    eventId: string;
    of: string; // the type of that event
    n: number; // its number in this stream
    field: string; // a path into that record: "detail.location"
    recorded: string | null; // read from the record
    corrected: string;
    reason: string;
  };
}
