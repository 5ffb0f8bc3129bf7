import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import {
  BlobSASPermissions,
  BlobServiceClient,
  generateBlobSASQueryParameters,
  newPipeline,
  SASProtocol,
  type UserDelegationKey,
} from '@azure/storage-blob';
import { ReadGrant } from '../../ports/disk-snapshots.ts';
import type { EvidenceLinks, SignedLink, WantedLink } from '../../ports/evidence-links.ts';
import { storageClient } from './arm-clients.ts';
import { callAzure } from './azure-error.ts';
import { throttleFactory } from './throttle-meter.ts';
import { traced } from './trace.ts';

/** The signer's identity: it may read, make delegation keys and revoke them, and nothing else. */
export interface LinksConfig {
  readonly credential: TokenCredential;
  readonly armEndpoint: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
  readonly blobEndpoint: string;
  readonly network: readonly string[];
}

/**
 * Links by "Create a user delegation SAS" of the blob service's REST reference, with `sduoid` (from version 2025-07-05)
 * and `scid`. Each gets a delegation key that lives no longer than itself.
 */
export function azureEvidenceLinks(config: LinksConfig): EvidenceLinks {
  const { credential, armEndpoint, account } = config;
  const pipeline = newPipeline(credential);
  pipeline.factories.push(throttleFactory);
  const service = new BlobServiceClient(config.blobEndpoint, pipeline);
  const storage = storageClient({ credential, armEndpoint }, config.subscriptionId);
  return {
    account,
    network: config.network,
    sign: (wanted, abortSignal) =>
      callAzure('make a delegation key', async () => {
        const { startsAt, endsAt } = wanted;
        const key = await service.getUserDelegationKey(startsAt, endsAt, { abortSignal });
        const blob = service.getContainerClient(wanted.container).getBlobClient(wanted.blob);
        return signed(blob.url, wanted, key, account);
      }),
    revokeKeys: (abortSignal) =>
      traced(() =>
        callAzure('revoke the delegation keys', async () => {
          await storage.storageAccounts.revokeUserDelegationKeys(config.resourceGroup, account, {
            abortSignal,
          });
          return { revoked: true };
        }),
      ),
  };
}

function signed(url: string, wanted: WantedLink, key: UserDelegationKey, account: string): SignedLink {
  const query = generateBlobSASQueryParameters(
    {
      containerName: wanted.container,
      blobName: wanted.blob,
      permissions: BlobSASPermissions.parse('r'),
      startsOn: wanted.startsAt,
      expiresOn: wanted.endsAt,
      ipRange: wanted.addresses,
      protocol: SASProtocol.Https,
      delegatedUserObjectId: wanted.personObjectId,
      correlationId: wanted.correlationId,
    },
    key,
    account,
  ).toString();
  return {
    link: new ReadGrant(`${url}?${query}`),
    sasSha256: createHash('sha256').update(query).digest('hex'),
    keyObjectId: key.signedObjectId,
    keyExpiry: key.signedExpiresOn.toISOString(),
  };
}
