/** What every fact of one bundle names. It stands in the stream of the item or incident that it is of, or of who searched. */
interface OfBundle {
  readonly bundleId: string; // uuid
  readonly of: 'item' | 'incident' | 'search';
  readonly name: string; // exhibit or incident number, or what a bundle of a search is called
}

/** Facts of what was handed out to be checked without us. */
export interface BundleEventShapes {
  /** Recorded and signed before anything is put in, and put in itself: it says how far each stream goes. */
  'bundle.begun': OfBundle & {
    streams: number; // besides the one that this fact stands in
    scopeSha256: string; // hex, of the bundle's scope.json, which lists them
    query?: string; // of a search: as `eventQueryText` writes it
  };
  /** Recorded before the last file leaves, so that there is no whole bundle of which this does not tell. */
  'bundle.exported': OfBundle & {
    result: 'complete' | 'broken-off';
    tagManifestSha256: string | null; // hex, by which the bundle is known; null: it was not finished
    files: number;
    bytes: string; // decimal, of the payload
    events: number;
    withheldEvents: number; // whose words are not in it
    checkpointSize: string | null; // decimal, of the log under which everything in it is proven
    evidence: readonly string[]; // exhibit numbers of the items whose bytes are in it
    problem: string | null;
  };
  /** Who received a bundle checked it and said so under a key of their own. */
  'bundle.receipt-accepted': OfBundle & {
    tagManifestSha256: string;
    recipient: string; // as the receipt names them
    keySha256: string; // hex, of the public key
    verdict: 'holds' | 'fails';
    findings: number;
    checkpointSize: string | null; // that they saw
    verifier: string;
    verifiedAt: string; // by the recipient's clock
    /** How the key is known to be theirs: they gave it signed in, or they told its digest to who records this. */
    keyKnownBy: 'recipient-signed-in' | 'told-to-actor';
    handover: string | null; // the transfer of custody that it closes
    receipt: string; // the signed note, verbatim
  };
}
