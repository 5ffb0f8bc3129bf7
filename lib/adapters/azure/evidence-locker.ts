import type { TokenCredential } from '@azure/identity';
import {
  AnonymousCredential,
  BlobServiceClient,
  type ContainerClient,
  newPipeline,
  PageBlobClient,
} from '@azure/storage-blob';
import { CustodyError } from '../../custody/custody-error.ts';
import type { StoredBlob } from '../../custody/evidence-presence.ts';
import type { ReadGrant } from '../../ports/disk-snapshots.ts';
import type { DiskReader, EvidenceLocker } from '../../ports/evidence-locker.ts';
import { storageClient } from './arm-clients.ts';
import { callAzure, isNotFound } from './azure-error.ts';
import { openBlob } from './blob-reader.ts';
import { copyIntoLocker } from './locker-copy.ts';
import { lockRetention, placeHold, readPosture, readProtection } from './locker-protection.ts';
import { putOnce } from './put-once.ts';
import { notedDigest, receiveBlob } from './receive-blob.ts';
import { stagingContainer } from './staging-container.ts';
import { throttleFactory } from './throttle-meter.ts';
import { traced, traceFactory, tracingReads } from './trace.ts';
import { wideReads } from './wide-reads.ts';

/** Two identities: the locker's writes blobs, the custodian's sets and reads the guard. Neither can delete evidence. */
export interface LockerConfig {
  readonly blobCredential: TokenCredential;
  readonly custodianCredential: TokenCredential;
  readonly armEndpoint: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
  readonly blobEndpoint: string;
}

/** The evidence store: one storage account, one container per incident, reached by its private endpoint. */
export function azureEvidenceLocker(config: LockerConfig): EvidenceLocker {
  const arm = { credential: config.custodianCredential, armEndpoint: config.armEndpoint };
  const storage = storageClient(arm, config.subscriptionId);
  const at = { storage, resourceGroup: config.resourceGroup, account: config.account };
  const pipeline = newPipeline(config.blobCredential);
  pipeline.factories.push(traceFactory, throttleFactory, wideReads);
  const exported = newPipeline(new AnonymousCredential());
  exported.factories.push(throttleFactory, wideReads);
  const service = new BlobServiceClient(config.blobEndpoint, pipeline);
  const containerOf = (name: string) => service.getContainerClient(name);
  const pageBlob = (container: string, blob: string) => containerOf(container).getPageBlobClient(blob);
  const openGrant = (grant: ReadGrant, signal: AbortSignal): Promise<DiskReader> =>
    callAzure('open the snapshot', () => openBlob(new PageBlobClient(grant.revealUrl(), exported), signal));
  const stagedBlob = (container: string, blob: string) => pageBlob(stagingContainer, `${container}/${blob}`);
  return {
    account: config.account,
    posture: (signal) => callAzure('read the locker account', () => readPosture(at, signal)),
    ensureContainer: (container, signal) =>
      traced(() =>
        callAzure('create the incident’s container', () => ensureContainer(containerOf(container), signal)),
      ),
    protection: (container, blob, signal) =>
      traced(() =>
        callAzure('read the container’s protection', () =>
          tracingReads(async () => {
            const created = blob === null ? null : await createdAt(pageBlob(container, blob), signal);
            return readProtection(at, container, created, signal);
          }),
        ),
      ),
    lockRetention: (container, days, signal) =>
      traced(() =>
        callAzure('lock the container’s retention', async () => {
          await lockRetention(at, container, days, signal);
          return tracingReads(() => readProtection(at, container, null, signal));
        }),
      ),
    placeHold: (container, tags, signal) =>
      traced(() =>
        callAzure('place the legal hold', async () => {
          await placeHold(at, container, tags, signal);
          return tracingReads(() => readProtection(at, container, null, signal));
        }),
      ),
    copyFromSnapshot: (request, signal) =>
      traced(() =>
        callAzure('copy the disk into the locker', () =>
          copyIntoLocker(
            {
              blob: pageBlob(request.container, request.blob),
              staged: stagedBlob(request.container, request.blob),
              openStaging: async () => {
                await ensureContainer(containerOf(stagingContainer), signal);
              },
              openSource: () => openGrant(request.grant, signal),
            },
            request,
            signal,
          ),
        ),
      ),
    discardStaged: (container, blob, signal) =>
      traced(() =>
        callAzure('delete the staged pages', async () => {
          try {
            const { succeeded } = await stagedBlob(container, blob).deleteIfExists({ abortSignal: signal });
            return { deleted: succeeded };
          } catch (error) {
            // `deleteIfExists` forgives a missing blob only: where nothing was ever staged, no container is there.
            if (isNotFound(error)) return { deleted: false };
            throw error;
          }
        }),
      ),
    putOnce: (container, blob, bytes, contentType, signal) =>
      traced(() =>
        callAzure('store a file in the locker', () =>
          putOnce(containerOf(container), blob, bytes, contentType, signal),
        ),
      ),
    receive: (request, signal) =>
      traced(() =>
        callAzure('store what arrives in the locker', () =>
          receiveBlob(containerOf(request.container).getBlockBlobClient(request.blob), request, signal),
        ),
      ),
    receivedDigest: (container, blob, signal) =>
      callAzure('look for what was stored', async () => {
        try {
          return await notedDigest(containerOf(container).getBlockBlobClient(blob), signal);
        } catch (error) {
          if (isNotFound(error)) return null;
          throw error;
        }
      }),
    look: (container, blob, signal) =>
      callAzure('look for the stored copy', () => look(pageBlob(container, blob), signal)),
    open: (container, blob, signal) =>
      callAzure('open the stored copy', async () => {
        try {
          return await openBlob(pageBlob(container, blob), signal);
        } catch (error) {
          if (isNotFound(error)) return null;
          throw error;
        }
      }),
    openGrant,
  };
}

async function ensureContainer(
  container: ContainerClient,
  signal: AbortSignal,
): Promise<{ readonly created: boolean }> {
  const answer = await container.createIfNotExists({ abortSignal: signal });
  return { created: answer.succeeded };
}

async function look(blob: PageBlobClient, signal: AbortSignal): Promise<StoredBlob | null> {
  try {
    const { contentLength, etag, createdOn } = await blob.getProperties({ abortSignal: signal });
    if (contentLength === undefined || etag === undefined)
      throw new CustodyError('cloud-unavailable', 'Azure gave no size or no version for the stored copy.');
    return { sizeBytes: String(contentLength), etag, createdOn: createdOn?.toISOString() ?? null };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function createdAt(blob: PageBlobClient, signal: AbortSignal): Promise<Date | null> {
  const properties = await blob.getProperties({ abortSignal: signal });
  return properties.createdOn ?? null;
}
