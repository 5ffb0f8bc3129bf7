import type { AzureTrace } from './azure-trace.ts';

/** The bytes of an item that a person brought, as they came from the person's browser. */
export interface ImportEventShapes {
  'acquisition.received-by-hand': {
    acquisitionId: string;
    fileName: string;
    sizeBytes: string;
    sha256: string; // hex, digested on the way into the locker
    container: string;
    blob: string;
    azure: readonly AzureTrace[];
  };
}
