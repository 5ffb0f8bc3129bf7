/** Facts about what is no longer to be read of another fact, in the stream of that one. `decision`: a proposal's number. */
export interface RemovalEventShapes {
  /** Only those who decided read it from now on; it stays in the record and in the anchors. */
  'custody.body-withheld': { eventId: string; n: number; of: string; decision: string };
  /** Of `ledger.body-erased`: its key could not be destroyed yet. Said once, and tried on. */
  'ledger.erasure-failed': { eventId: string; dataKey: string; decision: string; problem: string };
  /** The outcome of `ledger.body-erased`: its key is destroyed and its words are gone. */
  'ledger.body-removed': { eventId: string; dataKey: string; decision: string };
}
