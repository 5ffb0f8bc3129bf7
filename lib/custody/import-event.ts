import type { AzureTrace } from './azure-trace.ts';
import type { ComparedClaim } from './digest-claim.ts';
import type { ForeignVerdict } from './foreign-bundle.ts';

export interface ImportEventShapes {
  /** The bytes of an item that a person brought, as they came from the person's browser. */
  'acquisition.received-by-hand': {
    acquisitionId: string;
    fileName: string;
    sizeBytes: string;
    sha256: string; // hex, digested on the way into the locker
    container: string;
    blob: string;
    azure: readonly AzureTrace[];
  };
  /** What earlier processes said of the bytes, held against what they are. A difference stops nothing, and is loud. */
  'import.claims-compared': {
    acquisitionId: string;
    importId: string;
    sizeBytes: string; // over so many bytes
    claims: readonly ComparedClaim[];
  };
  /** What the verifier says of a sealed bundle of another Holdfast. That it does not hold stops nothing, and is loud. */
  'import.bundle-verified': {
    acquisitionId: string;
    importId: string;
    verdict: ForeignVerdict;
  };
}
