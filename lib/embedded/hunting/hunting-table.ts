/** A table of advanced hunting. Times in rows are RFC 3339 texts. */
export interface HuntingTable {
  readonly columns: readonly HuntingColumn[];
  readonly rows: readonly HuntingRow[];
}

export interface HuntingColumn {
  readonly name: string;
  readonly type: 'DateTime' | 'String' | 'Int32' | 'Int64' | 'SByte' | 'Object';
}

export type HuntingRow = Readonly<Record<string, unknown>>;
export type HuntingTables = Readonly<Record<string, HuntingTable>>;
