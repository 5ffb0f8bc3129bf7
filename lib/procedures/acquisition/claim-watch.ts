import type { CustodyEvent } from '../../custody/custody-event.ts';
import { type ClaimAlgorithm, compareClaims, type DigestClaim } from '../../custody/digest-claim.ts';
import type { EvidenceSource } from '../../custody/evidence-source.ts';
import type { ReadDigests } from '../../custody/read-digests.ts';
import { ClaimDigester, type FurtherAlgorithm } from '../../hashing/claim-digester.ts';
import type { AcquisitionRecord, RegisterDesk } from '../../ports/custody-register.ts';
import { acquisitionEvent } from './acquisition-event.ts';

/** What there is to record of the claims, and whom to tell. */
interface Compared {
  readonly events: readonly CustodyEvent<'import.claims-compared'>[];
  tell(desk: RegisterDesk): Promise<void>;
}

/** Computes, beside the one read of the bytes, what earlier processes claim of them. Give it every chunk in order. */
export class ClaimWatch {
  readonly #claims: readonly DigestClaim[];
  readonly #importId: string;
  readonly #digester: ClaimDigester;

  constructor(source: EvidenceSource) {
    this.#claims = 'brought' in source ? source.brought.claims : [];
    this.#importId = 'brought' in source ? source.brought.importId : '';
    this.#digester = new ClaimDigester(this.#claims.flatMap(({ algorithm }) => furtherOf(algorithm)));
  }

  take(chunk: Uint8Array): void {
    this.#digester.take(chunk);
  }

  /** Once, after the last chunk. A difference stops nothing: what is there is preserved as it is. */
  compare(acquisition: AcquisitionRecord, { sha256, sizeBytes }: ReadDigests): Compared {
    if (this.#claims.length === 0) return { events: [], tell: async () => undefined };
    const computed = new Map<ClaimAlgorithm, string>([['SHA-256', sha256], ...this.#digester.finish()]);
    const claims = compareClaims(this.#claims, computed);
    const detail = { acquisitionId: acquisition.id, importId: this.#importId, sizeBytes, claims };
    const different = claims.filter(({ outcome }) => outcome === 'differs').map(({ algorithm }) => algorithm);
    return {
      events: [acquisitionEvent('import.claims-compared', acquisition, detail)],
      tell: async (desk) => {
        if (different.length === 0) return;
        const { id, exhibitNumber, requester } = acquisition;
        await desk.notify({
          ...{ personObjectId: requester.objectId, key: `acquisition:${id}:claims`, level: 'warning' },
          title: `${exhibitNumber}: the bytes do not have the ${different.join(', ')} that an earlier process claims`,
          href: `/acquisitions/${id}`,
        });
      },
    };
  }
}

/** Nothing for what is computed anyway, and for what is not computed at all. */
function furtherOf(algorithm: ClaimAlgorithm): readonly FurtherAlgorithm[] {
  switch (algorithm) {
    case 'SHA-256':
    case 'Skein-512':
      return [];
    case 'MD5':
    case 'SHA-1':
    case 'SHA-512':
    case 'SHA3-512':
    case 'Keccak-512':
      return [algorithm];
  }
}
