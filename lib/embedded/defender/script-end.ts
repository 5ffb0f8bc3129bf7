/** What a script left: its words and how it ended. */
export interface ScriptEnd {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}
