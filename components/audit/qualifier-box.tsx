'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import type { TimelinePlace } from '@/components/timeline/timeline-place.ts';
import { Button } from '@/components/ui/button.tsx';
import { type Completion, completionsFor, wordAt } from '@/lib/custody/event-completion.ts';

/** The search as text, with what can be typed next. Without script it is a plain form; the search stands in the address. */
export function QualifierBox({
  text: given,
  problem,
  values,
  place,
  label,
  example,
}: {
  place: TimelinePlace;
  label: string;
  example: string;
  text: string;
  problem: { readonly words: string; readonly at: number } | null;
  values: Readonly<Partial<Record<string, readonly Completion[]>>>;
}) {
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(given);
  const [cursor, setCursor] = useState(given.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const { from, word } = wordAt(text, cursor);
  const offered = open ? completionsFor(word, values) : [];
  const chosen = offered[at];

  const take = ({ text: whole }: Completion) => {
    const next = `${text.slice(0, from)}${whole}${text.slice(cursor)}`;
    const end = from + whole.length;
    setText(next);
    setCursor(end);
    setAt(-1);
    setOpen(whole.endsWith(':'));
    // After the new value is in the field.
    requestAnimationFrame(() => box.current?.setSelectionRange(end, end));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setOpen(false);
    if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) {
      event.preventDefault();
      take(chosen);
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setOpen(true);
    if (offered.length > 0)
      setAt((at + step + offered.length + (at < 0 && step < 0 ? 1 : 0)) % offered.length);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to every browser in use
    <form role="search" action={place.path} className="no-print">
      {Object.entries(place.fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label htmlFor="audit-search" className="text-[13px] font-medium">
        {label}
      </label>
      <div className="relative mt-1 flex gap-2">
        <input
          ref={box}
          id="audit-search"
          name="q"
          type="text"
          role="combobox"
          value={text}
          aria-expanded={offered.length > 0}
          aria-controls="audit-completions"
          aria-autocomplete="list"
          aria-activedescendant={chosen === undefined ? undefined : `audit-completion-${at}`}
          aria-describedby="audit-search-words"
          aria-invalid={problem !== null}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={example}
          className="input min-w-0 flex-1 font-mono text-[13px]"
          onChange={(event) => {
            setText(event.target.value);
            setCursor(event.target.selectionStart ?? event.target.value.length);
            setAt(-1);
            setOpen(true);
          }}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? text.length)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <Button type="submit" variant="primary">
          Search
        </Button>
        <div
          id="audit-completions"
          role="listbox"
          aria-label="What can be typed next"
          hidden={offered.length === 0}
          className="absolute top-full left-0 z-30 mt-1 max-h-[50vh] w-[min(560px,calc(100vw-32px))] overflow-y-auto rounded-lg border border-hairline bg-panel p-1.5"
        >
          {offered.map((one, index) => (
            <div
              key={one.text}
              id={`audit-completion-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onPointerDown={(event) => event.preventDefault()} // the box keeps the focus
              onClick={() => take(one)}
              onKeyDown={onKeyDown}
              className={`cursor-pointer rounded-md px-2.5 py-1.5 ${index === at ? 'bg-accent-soft' : 'hover:bg-rail'}`}
            >
              <span className="font-mono text-[13px]">{one.text}</span>{' '}
              <span className="text-[12px] text-ink-2">{one.meaning}</span>
            </div>
          ))}
        </div>
      </div>
      <p
        id="audit-search-words"
        role={problem === null ? undefined : 'alert'}
        className={`mt-1 text-[13px] break-words ${problem === null ? 'text-ink-2' : 'text-bad'}`}
      >
        {problem === null
          ? 'Values of one qualifier stand beside each other, qualifiers narrow each other, and “-” excludes.'
          : `At character ${problem.at + 1}: ${problem.words}`}
      </p>
    </form>
  );
}
