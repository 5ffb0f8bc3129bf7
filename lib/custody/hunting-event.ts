import type { AzureTrace } from './azure-trace.ts';

/** Facts of queries in Microsoft's hunting tables; all stand in the incident's stream. What is sealed is an item of its own. */
export interface HuntingEventShapes {
  'hunting.run': {
    runId: string;
    deviceId: string | null; // null: asked from the incident
    deviceName: string | null;
    query: string;
    querySha256: string; // hex, of its UTF-8 bytes
    timespan: string; // ISO 8601 duration before `askedAt`
    askedAt: string;
    rowCount: number;
    truncated: boolean;
    resultSha256: string; // hex, of the canonical record of the answer
    coverage: string;
    azure: readonly AzureTrace[];
  };
  /** The rows left the product as a table. `by`: once they are evidence, the grant to download by which they did. */
  'hunting.exported': {
    runId: string;
    rowCount: number;
    resultSha256: string;
    by?: { exhibitNumber: string; grantId: string; number: string };
  };
  'hunting.query-saved': {
    queryId: string;
    name: string;
    version: number;
    text: string;
    timespan: string;
    sharedWith: 'incident' | 'everyone';
  };
}
