/** The line in which a program of PostgreSQL says why it gave up, with what helps against a full disk. */
export function lastWords(output: string): string {
  const lines = output.trim().split('\n');
  const line = lines.findLast((one) => /FATAL|PANIC|ERROR|error:/.test(one)) ?? lines.at(-1) ?? '';
  const words = line.replace(/^.*(FATAL|PANIC|ERROR|error):\s*/, '').replace(/\.?$/, '.');
  return /no space left/i.test(words) ? `${words} Nothing was lost: free some space and start again.` : words;
}
