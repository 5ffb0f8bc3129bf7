import { Button } from '@/components/ui/button.tsx';

/** A plain search: it works without a script, and the address can be sent to somebody else. */
export function EntrySearch({ words, found }: { words: string; found: string | null }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to every browser in use
    <form role="search" action="/ledger" className="mb-4">
      <label htmlFor="entry-search" className="text-[13px] font-medium">
        Find entries
      </label>
      <div className="mt-1 flex gap-2">
        <input
          id="entry-search"
          name="q"
          type="search"
          defaultValue={words}
          placeholder="17, EV-2026-0001, evidence.sealed, or a stream"
          className="min-w-0 flex-1 rounded-md border border-hairline bg-panel px-3 py-1.5"
        />
        <Button type="submit">Find</Button>
      </div>
      <p role="status" className="mt-1 text-[13px] text-ink-2">
        {found ?? 'By index, item number, kind of event, or stream.'}
      </p>
    </form>
  );
}
