/** Said of an event that is not what the ledger committed to. */
export function Altered() {
  return (
    <p className="text-[13px] font-medium text-bad">
      <span aria-hidden="true">× </span>
      Altered: this record does not match its ledger entry. It was changed after it was written.
    </p>
  );
}
