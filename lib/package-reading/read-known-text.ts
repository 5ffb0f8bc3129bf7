/** Rows that a text of a known tool holds; null for any other text. A row begins at `line`, from 1. */
export interface KnownText {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** Reads what netstat and systeminfo print, in English or not: by the shape of their lines. */
export function readKnownText(path: string, text: string): KnownText | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const lines = text.split(/\r\n|\n|\r/);
  if (name.startsWith('activenetconnections')) return connections(lines);
  if (name.startsWith('systeminformation')) return properties(lines);
  return null;
}

/** "  TCP    0.0.0.0:135   0.0.0.0:0   LISTENING   1044"; UDP has no state. */
function connections(lines: readonly string[]): KnownText | null {
  const rows = lines.flatMap((line, i) => {
    const cells = line.trim().split(/\s+/);
    if (!/^(TCP|UDP)(v6)?$/i.test(cells[0] ?? '') || cells.length < 3 || cells.length > 5) return [];
    const [protocol = '', local = '', remote = '', ...rest] = cells;
    const pid = /^\d+$/.test(rest.at(-1) ?? '') ? (rest.pop() ?? '') : '';
    return [{ line: i + 1, cells: [protocol, local, remote, rest.join(' '), pid] }];
  });
  return rows.length === 0
    ? null
    : { columns: ['Protocol', 'Local address', 'Remote address', 'State', 'Process id'], rows };
}

/** "Host Name:                 WS-1", with further values indented below. */
function properties(lines: readonly string[]): KnownText | null {
  const rows: { line: number; cells: string[] }[] = [];
  lines.forEach((line, i) => {
    const [, property, value] = /^(\S[^:]{0,60}):\s*(.*)$/.exec(line) ?? [];
    if (property !== undefined) rows.push({ line: i + 1, cells: [property, (value ?? '').trim()] });
    else if (/^\s+\S/.test(line))
      rows.push({ line: i + 1, cells: [rows.at(-1)?.cells[0] ?? '', line.trim()] });
  });
  const covered = rows.length >= lines.filter((line) => line.trim() !== '').length * 0.8;
  return rows.length > 1 && covered ? { columns: ['Property', 'Value'], rows } : null;
}
