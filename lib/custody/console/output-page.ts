import type { ReadOutput, ScriptCommand } from './normalised-output.ts';

/** What a command printed, as far as it is shown. Everything in it is reported by the device. */
export interface OutputPage {
  readonly exhibitNumber: string;
  readonly scriptName: string;
  readonly script: ScriptCommand | null; // null: none of ours
  readonly exitCode: number | null;
  readonly read: ReadOutput;
  readonly text: string; // as it came, control characters made visible
  readonly errors: string;
  readonly cut: boolean; // there is more text than is shown
  readonly file: string | null; // all of it, to be kept as a file; null: it was asked for to be shown
}
