'use client';

import { usePathname, useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { PlainText } from '@/components/ui/plain-text.tsx';
import type { SearchHit } from '@/lib/queries/search-everything.ts';
import { useSearch } from './use-search.ts';

/** Search over everything: Ctrl or Cmd and K goes to it, arrows choose, Enter opens. Without script a plain form. */
export function SearchBox() {
  const router = useRouter();
  const here = usePathname();
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const found = useSearch(open ? text : '');
  const hits = found?.hits ?? [];
  const chosen = hits[at];
  const shown = open && text.trim() !== '';

  useEffect(() => {
    const summon = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    };
    document.addEventListener('keydown', summon);
    return () => document.removeEventListener('keydown', summon);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes what the last one opened
  useEffect(() => setOpen(false), [here]);

  const go = (hit: SearchHit) => {
    setOpen(false);
    router.push(hit.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setOpen(false);
    if (event.key === 'Enter' && shown && chosen !== undefined) {
      event.preventDefault();
      go(chosen);
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || hits.length === 0) return;
    event.preventDefault();
    setOpen(true);
    setAt((at + step + hits.length + (at < 0 && step < 0 ? 1 : 0)) % hits.length);
  };
  return (
    <search className="relative w-full max-w-[340px]">
      <form action="/search">
        <input
          ref={box}
          type="search"
          name="q"
          value={text}
          role="combobox"
          aria-label="Search incidents, machines, evidence, SHA-256, ledger entries"
          aria-keyshortcuts="Control+K Meta+K"
          aria-expanded={shown}
          aria-controls="search-hits"
          aria-autocomplete="list"
          aria-activedescendant={shown && chosen !== undefined ? `search-hit-${at}` : undefined}
          autoComplete="off"
          placeholder="Search  (Ctrl K)"
          className="input"
          onChange={(event) => {
            setText(event.target.value);
            setAt(-1);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
      </form>
      <div
        id="search-hits"
        role="listbox"
        aria-label="Found"
        hidden={!shown || hits.length === 0}
        className="absolute z-40 mt-1 max-h-[70vh] w-[min(480px,calc(100vw-32px))] overflow-y-auto rounded-lg border border-hairline bg-panel p-1.5"
      >
        {hits.map((hit, index) => (
          <div
            key={hit.kind + hit.href}
            id={`search-hit-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerDown={(event) => event.preventDefault()} // the box keeps the focus until the page changes
            onClick={() => go(hit)}
            onKeyDown={onKeyDown}
            className={`cursor-pointer rounded-md px-2.5 py-1.5 ${index === at ? 'bg-accent-soft' : 'hover:bg-rail'}`}
          >
            <span className="block truncate font-medium">
              <PlainText text={hit.title} />
            </span>
            <span className="block truncate text-[12px] text-ink-2">
              {hit.kind} · {hit.detail}
            </span>
          </div>
        ))}
      </div>
      <p
        role="status"
        className={
          shown && found !== null && hits.length === 0
            ? 'absolute z-40 mt-1 rounded-lg border border-hairline bg-panel px-4 py-3 text-[13px]'
            : 'sr-only'
        }
      >
        {statusWords(shown, found)}
      </p>
    </search>
  );
}

function statusWords(shown: boolean, found: ReturnType<typeof useSearch>): string {
  if (!shown || found === null) return '';
  if (found.problem) return 'The search did not answer. Press Enter to ask again.';
  return found.hits.length === 0 ? 'Nothing found.' : `${found.hits.length} found`;
}
