import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import type { ControlPlane, FaultScript } from '../cloud-parts.ts';
import { type Azurite, azuriteFolder, internalContainer, startAzurite } from './azurite.ts';
import { parseAddress } from './blob-operation.ts';
import { blobService } from './blob-service.ts';
import { openCopyJobs } from './copy-jobs.ts';
import { delegationKeys } from './delegation-keys.ts';
import type { ExportingDiskStore } from './disk-store.ts';
import { serveExport } from './export-server.ts';
import { type LaidBlob, layBlob } from './lay-blob.ts';
import { openRequestLog } from './request-log.ts';

export interface BlobFacadeOptions {
  readonly home: string;
  readonly control: ControlPlane;
  readonly disks: ExportingDiskStore;
  readonly faults: FaultScript;
  readonly tls: { readonly key: string; readonly cert: string };
  readonly tenantId: string;
  readonly ports: { readonly publicPort: number; readonly privatePort: number; readonly exportPort: number }; // 0: any
}

export interface BlobFacade {
  /** A stored blob as the platform itself reads it, past every door; null if there is none at that address. */
  openBlob(url: URL): Promise<StoredBlob | null>;
  /** Writes a blob that was there before Holdfast came; one that is there stays. */
  layBlob(blob: LaidBlob): Promise<void>;
  close(): Promise<void>;
  readonly exportBaseUrl: string;
  readonly publicPort: number;
  readonly privatePort: number;
  readonly exportPort: number;
}

/**
 * Starts the blob service: Azurite as a child process, and in front of it three TLS listeners on loopback, the
 * accounts' public endpoint, their private endpoint, and the disk export host. Throws if a port is taken.
 */
export async function startBlobFacade(options: BlobFacadeOptions): Promise<BlobFacade> {
  const { home, control, disks, faults, tls, tenantId } = options;
  const now = () => control.now();
  const log = await openRequestLog(join(home, 'cloud', 'blob-log.jsonl'));
  const azurite = await startAzurite(azuriteFolder(home));
  const copies = await openCopyJobs(join(home, 'cloud', 'copies.json'), azurite, now);
  const origin = (server: Server) => `https://127.0.0.1:${portOf(server)}`;
  const serve = blobService({
    parts: {
      tenantId,
      delegation: delegationKeys(join(home, 'cloud', 'secrets', 'delegation')),
      control,
      azurite,
      copies,
      exportAccess: (url) => disks.access(url),
      ownOrigins: () => [origin(publicDoor), origin(privateDoor)],
      exportOrigin: () => origin(exportDoor),
    },
    faults,
    log,
  });
  const publicDoor = door(tls, (request, response) => serve(request, response, 'public'));
  const privateDoor = door(tls, (request, response) => serve(request, response, 'private'));
  const exports = { access: disks.access, write: disks.receive, faults, now };
  const exportDoor = door(tls, (request, response) => serveExport(request, response, exports));
  const doors = [publicDoor, privateDoor, exportDoor];
  const close = async () => {
    await Promise.all(doors.map(shut));
    await copies.close();
    await azurite.close();
    await log.close();
  };
  try {
    await listen(publicDoor, options.ports.publicPort);
    await listen(privateDoor, options.ports.privatePort);
    await listen(exportDoor, options.ports.exportPort);
  } catch (error) {
    await close();
    throw error;
  }
  const ports = {
    publicPort: portOf(publicDoor),
    privatePort: portOf(privateDoor),
    exportPort: portOf(exportDoor),
  };
  return {
    ...ports,
    exportBaseUrl: origin(exportDoor),
    openBlob: (url) => openStored(azurite, url),
    layBlob: (blob) => layBlob(azurite, blob),
    close,
  };
}

/** The bytes of a blob for a service of the platform. */
export interface StoredBlob {
  readonly account: string;
  readonly sizeBytes: number;
  readonly type: string; // PageBlob, BlockBlob
  read(): Promise<AsyncIterable<Uint8Array>>;
}

async function openStored(azurite: Azurite, url: URL): Promise<StoredBlob | null> {
  const { account, container, blob } = parseAddress(url.pathname);
  if (container === null || blob === null) return null;
  const path = `/${internalContainer(account, container)}/${blob}`;
  const answer = await azurite.send({ method: 'HEAD', path });
  answer.resume();
  if (answer.statusCode !== 200) return null;
  const { 'content-length': length, 'x-ms-blob-type': type } = answer.headers;
  return {
    account,
    sizeBytes: Number(length),
    type: String(type),
    read: () => azurite.send({ method: 'GET', path }),
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function door(tls: BlobFacadeOptions['tls'], handle: Handler): Server {
  return createServer({ ...tls, highWaterMark: 1 << 20 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(
        `The blob service failed at ${request.method} ${request.url?.split('?')[0]}: ${String(error)}`,
      );
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'x-ms-error-code': 'InternalError', 'content-length': 0 }).end();
    });
  });
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function shut(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
