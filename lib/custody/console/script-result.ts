import { z } from 'zod';

/** What Defender's file of a RunScript holds. Everything is reported by the device. */
export interface ScriptResult {
  readonly exitCode: number | null; // null: not said
  readonly output: string;
  readonly errors: string;
}

const result = z.looseObject({
  exit_code: z.number().nullish(),
  script_output: z.string().nullish(),
  script_errors: z.string().nullish(),
});

/**
 * Reads the file, which may hold raw line breaks inside of strings and NULs behind them. What cannot be read is the
 * output as it stands. Source: Microsoft, get live response results (its sample is no JSON).
 */
export function readScriptResult(text: string): ScriptResult {
  const trimmed = text.replaceAll('\u0000', '').replaceAll('\ufeff', '').trim();
  const parsed = result.safeParse(parsedOrNull(trimmed) ?? parsedOrNull(escapedBreaks(trimmed)));
  if (!parsed.success) return { exitCode: null, output: text, errors: '' };
  const { exit_code, script_output, script_errors } = parsed.data;
  return { exitCode: exit_code ?? null, output: script_output ?? '', errors: script_errors ?? '' };
}

function escapedBreaks(text: string): string {
  return text.replace(/[\r\n\t]/g, (sign) => (sign === '\n' ? '\\n' : sign === '\r' ? '\\r' : '\\t'));
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the caller reads it another way
  }
}
