import { DefenderError } from './defender-error.ts';
import type { Fleet } from './fleet.ts';
import { type KnownFile, knownFiles } from './known-files.ts';
import { longTime, machineBody } from './machine-body.ts';
import { standardRate } from './rate-buckets.ts';
import type { DefenderRoute } from './route.ts';

interface FileParts {
  readonly fleet: Fleet;
  readonly seededAt: Date;
  readonly now: () => Date;
  readonly alerts: () => readonly Readonly<Record<string, unknown>>[];
}

/** GET /api/files/{SHA-1 or SHA-256}, its statistics, the devices that have it, the alerts on those. */
export function fileRoutes(parts: FileParts): readonly DefenderRoute[] {
  let known: ReadonlyMap<string, KnownFile> | null = null;
  const find = (hash: string) => {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(hash))
      throw new DefenderError(400, 'InvalidHashValue', `The hash value '${hash}' is not valid.`);
    known ??= knownFiles(parts.fleet.all(), parts.seededAt);
    const found = known.get(hash.toLowerCase());
    if (found === undefined) throw new DefenderError(404, 'ResourceNotFound', `File ${hash} was not found`);
    return found;
  };
  const route = (path: string, operation: string, body: (file: KnownFile) => object): DefenderRoute => ({
    method: 'GET',
    pattern: new RegExp(`^/files/([^/]+)${path}$`),
    operation,
    api: 'files',
    limit: standardRate,
    roles: ['File.Read.All'],
    answer: ({ params: [hash = ''] }) => ({ status: 200, body: body(find(hash)) }),
  });
  return [
    route('', 'Files_Get', (file) => fileBody(file, parts.seededAt)),
    route('/stats', 'Files_Stats', (file) => statistics(file, parts.seededAt)),
    route('/machines', 'Files_Machines', (file) => ({ value: machines(parts, file) })),
    route('/alerts', 'Files_Alerts', (file) => ({
      value:
        file.kind === 'malware'
          ? parts.alerts().filter((one) => file.deviceIds.includes(String(one.machineId)))
          : [],
    })),
  ];
}

function fileBody(file: KnownFile, seededAt: Date): object {
  const isClean = file.kind === 'clean';
  const isProgram = /\.(exe|sys|dll)$/i.test(file.path);
  return {
    sha1: file.sha1,
    sha256: file.sha256,
    globalPrevalence: isClean ? 1_204_331 : file.deviceIds.length,
    globalFirstObserved: longTime(new Date(seededAt.getTime() - (isClean ? 400 : 2) * 86_400_000)),
    globalLastObserved: longTime(seededAt),
    size: file.bytes,
    fileType: isProgram ? 'PE' : null,
    isPeFile: isProgram,
    filePublisher: isClean && isProgram ? 'Microsoft Corporation' : null,
    fileProductName: isClean && isProgram ? 'Microsoft Windows Operating System' : null,
    signer: isClean && isProgram ? 'Microsoft Windows' : null,
    issuer: isClean && isProgram ? 'Microsoft Windows Production PCA 2011' : null,
    signerHash: null,
    isValidCertificate: isClean && isProgram,
    determinationType: file.kind === 'malware' ? 'Malware' : isClean ? 'Clean' : 'Unknown',
    determinationValue: file.kind === 'malware' ? 'Trojan:Demo/Nothing.A' : null,
  };
}

/** The numbers come as text here, as the documented example has them. */
function statistics(file: KnownFile, seededAt: Date): object {
  return {
    sha1: file.sha1,
    organizationPrevalence: String(file.deviceIds.length),
    organizationFirstSeen: longTime(new Date(seededAt.getTime() - 2 * 86_400_000)),
    organizationLastSeen: longTime(seededAt),
    globalPrevalence: String(file.kind === 'clean' ? 1_204_331 : file.deviceIds.length),
    globalFirstObserved: longTime(new Date(seededAt.getTime() - 2 * 86_400_000)),
    globalLastObserved: longTime(seededAt),
    topFileNames: [file.path.split(/[\\/]/).at(-1)],
  };
}

function machines({ fleet, seededAt, now }: FileParts, file: KnownFile): readonly object[] {
  return fleet
    .all()
    .filter((one) => file.deviceIds.includes(one.id))
    .map((one) => machineBody(one, { seededAt, now: now() }));
}
