import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, newPipeline } from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EvidenceDisposer } from '../../ports/evidence-disposer.ts';
import { callAzure, isNotFound, statusOf } from './azure-error.ts';
import { traced, traceFactory } from './trace.ts';

/** As the disposer, who may read and delete blobs, and change no guard. */
export interface DisposerConfig {
  readonly credential: TokenCredential;
  readonly account: string;
  readonly blobEndpoint: string;
}

/** Deletion of single blobs of the locker, each by the ETag that was looked at. */
export function azureEvidenceDisposer(config: DisposerConfig): EvidenceDisposer {
  const pipeline = newPipeline(config.credential);
  pipeline.factories.push(traceFactory);
  const service = new BlobServiceClient(config.blobEndpoint, pipeline);
  const blobOf = (container: string, blob: string) =>
    service.getContainerClient(container).getBlobClient(blob);
  return {
    account: config.account,
    look: (container, blob, abortSignal) =>
      callAzure('look for the copy', async () => {
        try {
          const { contentLength, etag, createdOn } = await blobOf(container, blob).getProperties({
            abortSignal,
          });
          const sizeBytes = String(contentLength ?? 0);
          return { sizeBytes, etag: etag ?? '', createdOn: createdOn?.toISOString() ?? null };
        } catch (error) {
          if (isNotFound(error)) return null;
          throw error;
        }
      }),
    remove: (container, blob, etag, abortSignal) =>
      traced(() =>
        callAzure('delete the copy', async () => {
          try {
            const conditions = { ifMatch: etag };
            const { requestId } = await blobOf(container, blob).delete({ abortSignal, conditions });
            return { deleted: true, requestId: requestId ?? null };
          } catch (error) {
            if (isNotFound(error)) return { deleted: false, requestId: null };
            if (statusOf(error) === 412)
              throw new CustodyError(
                'conflict',
                `Under ${blob} lies another blob than the one to dispose of.`,
              );
            throw error;
          }
        }),
      ),
  };
}
