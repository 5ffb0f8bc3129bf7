import { appendFileSync } from 'node:fs';

export interface Exchange {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

/** Appends each resource-manager exchange as one JSON line; the contract test reads them. No file: records nothing. */
export function exchangeRecorder(file: string | undefined): (exchange: Exchange) => void {
  if (file === undefined || file === '') return () => {};
  return (exchange) => appendFileSync(file, `${JSON.stringify(exchange)}\n`, { mode: 0o600 });
}
