'use client';

import { createContext, type ReactNode, useContext } from 'react';

type Errors = Readonly<Record<string, string>>;

const FieldErrors = createContext<Errors>({});

/** What was refused, by name of the input; each `Field` below shows its own. */
export function FieldErrorsProvider({ errors, children }: { errors: Errors; children: ReactNode }) {
  return <FieldErrors value={errors}>{children}</FieldErrors>;
}

export function useFieldError(name: string | undefined): string | undefined {
  const errors = useContext(FieldErrors);
  return name === undefined ? undefined : errors[name];
}
