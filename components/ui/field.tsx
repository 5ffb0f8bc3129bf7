import type { ReactNode } from 'react';

/** A labelled input with its hint, and its error in words beside it. */
export function Field({
  label,
  htmlFor,
  hint,
  error,
  children,
}: {
  label: string;
  htmlFor: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="grid gap-1">
      <label htmlFor={htmlFor} className="text-[13px] font-medium">
        {label}
      </label>
      {hint !== undefined && <p className="text-[12px] text-ink-2">{hint}</p>}
      {children}
      {error !== undefined && (
        <p role="alert" className="text-[13px] text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
