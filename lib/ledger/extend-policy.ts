/** The policy with a `log` line for each of these keys that has none yet, behind the log lines that it has. */
export function withLogKeys(policy: string, vkeys: readonly string[]): string {
  return withLines(
    policy,
    vkeys.map((vkey) => `log ${vkey}`),
  );
}

/** The policy with each of these keys retired at its size. A key that is retired already stays as it was. */
export function withRetired(policy: string, vkeys: readonly string[], upTo: bigint): string {
  const known = linesOf(policy);
  const isRetired = (vkey: string) => known.some((line) => line.startsWith(`#retired ${vkey} `));
  return withLines(
    policy,
    vkeys.filter((vkey) => !isRetired(vkey)).map((vkey) => `#retired ${vkey} ${upTo}`),
  );
}

/** Nothing else of the file changes: comments and order are its owner's. */
function withLines(policy: string, wanted: readonly string[]): string {
  const lines = linesOf(policy);
  const missing = wanted.filter(
    (line) => !lines.some((known) => known === line || known.startsWith(`${line} `)),
  );
  const last = lines.findLastIndex((line) => /^(log|#retired) /.test(line));
  return [...lines.slice(0, last + 1), ...missing, ...lines.slice(last + 1)].join('\n');
}

function linesOf(policy: string): readonly string[] {
  return policy.split('\n');
}
