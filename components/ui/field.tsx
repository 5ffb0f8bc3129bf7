'use client';

import { type ReactNode, useEffect } from 'react';
import { useFieldError } from './field-errors.tsx';

/** A labelled input with its hint, and its error in words beside it: given, or the one its form knows for `name`. */
export function Field({
  label,
  htmlFor,
  name,
  hint,
  error: given,
  children,
}: {
  label: string;
  htmlFor: string;
  name?: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}) {
  const known = useFieldError(name);
  const error = given ?? known;
  const hintId = hint === undefined ? null : `${htmlFor}-hint`;
  const errorId = error === undefined ? null : `${htmlFor}-error`;
  useEffect(() => {
    const input = document.getElementById(htmlFor);
    if (input === null) return;
    const described = [errorId, hintId].filter((id) => id !== null).join(' ');
    if (described === '') input.removeAttribute('aria-describedby');
    else input.setAttribute('aria-describedby', described);
    input.setAttribute('aria-invalid', String(errorId !== null));
  }, [htmlFor, hintId, errorId]);
  return (
    <div className="grid gap-1">
      <label htmlFor={htmlFor} className="text-[13px] font-medium">
        {label}
      </label>
      {hintId !== null && (
        <p id={hintId} className="text-[12px] text-ink-2">
          {hint}
        </p>
      )}
      {children}
      {errorId !== null && (
        <p id={errorId} role="alert" className="text-[13px] text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
