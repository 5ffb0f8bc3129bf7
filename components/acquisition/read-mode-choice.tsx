type ReadMode = 'page-list' | 'full';

const modes: readonly { readonly mode: ReadMode; readonly title: string; readonly words: string }[] = [
  {
    mode: 'page-list',
    title: 'By page list',
    words:
      'Ranges that Azure lists as never written are taken as zero and not downloaded. Same digests, much faster.',
  },
  {
    mode: 'full',
    title: 'Full read',
    words: 'Every byte is downloaded and hashed, trusting no list. Asked for before evidence goes to court.',
  },
];

/** How both reads are made: trusting the page list for zeros, or reading every byte. */
export function ReadModeChoice({ value, onChange }: { value: ReadMode; onChange: (mode: ReadMode) => void }) {
  return (
    <fieldset>
      <legend className="font-semibold">Reading</legend>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {modes.map(({ mode, title, words }) => (
          <label key={mode} className="flex cursor-pointer items-start gap-3">
            <input
              type="radio"
              name="readMode"
              value={mode}
              checked={value === mode}
              onChange={() => onChange(mode)}
              className="mt-1 size-4 accent-accent"
            />
            <span>
              <span className="block font-medium">{title}</span>
              <span className="block text-[13px] text-ink-2">{words}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
