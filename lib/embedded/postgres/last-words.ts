const fullDisk = /no space left/i;

/** The line in which a program of PostgreSQL says why it gave up, with what helps against a full disk. */
export function lastWords(output: string): string {
  const lines = output.trim().split('\n');
  const complaint = lines.findLast((one) => /FATAL|PANIC|ERROR|error:/.test(one));
  const line = lines.findLast((one) => fullDisk.test(one)) ?? complaint ?? lines.at(-1) ?? '';
  const words = line.replace(/^.*(FATAL|PANIC|ERROR|error):\s*/, '').replace(/\.?$/, '.');
  return fullDisk.test(words) ? `${words} Nothing was lost: free some space and start again.` : words;
}
