import type { ServerSecrets } from './server-files.ts';

export const databaseName = 'holdfast';

/** Where the application and the sequencer reach the database. They hold passwords. */
export interface DatabaseUrls {
  readonly appUrl: string;
  readonly sequencerUrl: string;
}

export function databaseUrls(secrets: ServerSecrets, port: number): DatabaseUrls {
  return {
    appUrl: databaseUrl(port, 'holdfast_app', secrets.app),
    sequencerUrl: databaseUrl(port, 'holdfast_sequencer', secrets.sequencer),
  };
}

export function databaseUrl(port: number, role: string, password: string, name = databaseName): string {
  return `postgresql://${role}:${password}@127.0.0.1:${port}/${name}`;
}
