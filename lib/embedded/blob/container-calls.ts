import type { ContainerFacts } from '../cloud-parts.ts';
import { type BlobCall, containerOf } from './blob-call.ts';
import { BlobError, escapeXml } from './blob-error.ts';
import { requireDeletableContainer } from './write-once.ts';

/** Create Container over the data plane; the control plane owns what it is. */
export function createContainer(call: BlobCall): void {
  const { control } = call.parts;
  const name = call.address.container ?? '';
  if (control.container(call.account.name, name) !== null) {
    throw new BlobError(409, 'ContainerAlreadyExists', 'The specified container already exists.');
  }
  if (!/^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
    throw new BlobError(
      400,
      'InvalidResourceName',
      'The specified resource name contains invalid characters.',
    );
  }
  const facts = control.createContainer(call.account.name, name);
  call.response.writeHead(201, { ...versionOf(facts), 'content-length': 0 }).end();
}

/** Get Container Properties, with what protects it. */
export function getContainerProperties(call: BlobCall): void {
  const facts = containerOf(call);
  const metadata = Object.entries(facts.metadata).map(
    ([name, value]) => [`x-ms-meta-${name}`, value] as const,
  );
  call.response.writeHead(200, {
    ...versionOf(facts),
    ...Object.fromEntries(metadata),
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-has-immutability-policy': String(facts.policy !== null),
    'x-ms-has-legal-hold': String(facts.legalHoldTags.length > 0),
    'x-ms-immutable-storage-with-versioning-enabled': 'false',
    'x-ms-default-encryption-scope': '$account-encryption-key',
    'x-ms-deny-encryption-scope-override': 'false',
    'content-length': 0,
  });
  call.response.end();
}

/** Delete Container: a protected one is refused; an unprotected one goes through the control plane only. */
export function deleteContainer(call: BlobCall): void {
  requireDeletableContainer(containerOf(call));
  throw new BlobError(
    501,
    'NotImplemented',
    'The embedded cloud deletes containers over its control plane only.',
  );
}

/** List Containers of an account, in one page. */
export function listContainers(call: BlobCall): void {
  const prefix = call.query.get('prefix') ?? '';
  const facts = call.parts.control
    .listContainers(call.account.name)
    .filter((each) => each.name.startsWith(prefix));
  const endpoint = escapeXml(`https://${call.request.headers.host}/${call.account.name}`);
  const body = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="${endpoint}"><Containers>${facts
    .map(describe)
    .join('')}</Containers><NextMarker /></EnumerationResults>`;
  call.response.writeHead(200, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  call.response.end(body);
}

function describe(facts: ContainerFacts): string {
  const properties = [
    `<Last-Modified>${facts.lastModified.toUTCString()}</Last-Modified><Etag>${escapeXml(facts.etag)}</Etag>`,
    '<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>',
    `<HasImmutabilityPolicy>${facts.policy !== null}</HasImmutabilityPolicy>`,
    `<HasLegalHold>${facts.legalHoldTags.length > 0}</HasLegalHold>`,
  ];
  return `<Container><Name>${escapeXml(facts.name)}</Name><Properties>${properties.join('')}</Properties></Container>`;
}

function versionOf(facts: ContainerFacts): Record<string, string> {
  return { etag: facts.etag, 'last-modified': facts.lastModified.toUTCString() };
}
