import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { bytesBeginWithinMs, bytesTakeMs } from '../../custody/import-time.ts';
import { requirePermission } from '../../custody/permission.ts';
import { ReceivedDigester } from '../../hashing/received-digests.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import { acquisitionEvent } from '../acquisition/acquisition-event.ts';
import { copyBlobName } from '../acquisition/copy-blob-name.ts';
import { protectContainer } from '../acquisition/protect-container.ts';
import { visibleAcquisition } from '../acquisition/visible-acquisition.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { waitingImport } from './waiting-import.ts';

export const receiveImportInput = z.strictObject({
  acquisitionId: z.uuid(),
  bytes: z.custom<AsyncIterable<Uint8Array>>(
    (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
  ),
});
type Input = z.infer<typeof receiveImportInput>;

/**
 * Streams the announced bytes of a file that a person brings into the protected container, digested on the way; the worker then
 * reads them back twice and seals them. Only who registered the file brings it. A transfer that breaks off leaves nothing and can
 * be repeated. Throws `not-found`, `forbidden` (another person), `conflict` (not waiting for bytes, too late, other bytes there),
 * `invalid-input` (not as long as announced).
 */
export const receiveImport: Procedure<Input, { readonly sha256: string }> = {
  name: 'receive-import',
  permission: 'acquisition.request',
  input: receiveImportInput,
  records: ['acquisition.received-by-hand'],
  async run(context, actor, { acquisitionId, bytes }) {
    const acquisition = await visibleAcquisition(context.register.look, actor, acquisitionId);
    if (acquisition.requester.objectId !== actor.objectId)
      throw new CustodyError('forbidden', 'Only who registered the file brings its bytes.');
    if ('imported' in acquisition.source) requirePermission(actor, 'device.import-session');
    const { fileName, sizeBytes } = waitingImport(acquisition);
    requireInTime(context, acquisition);
    const signal = AbortSignal.timeout(bytesTakeMs);
    const guarded = await protectContainer(context, acquisition, signal);
    const stored = await store(context, acquisition, BigInt(sizeBytes), bytes, signal);
    const { container } = acquisition;
    await context.register.record(actor, ['acquisition.received-by-hand'], async (desk) => {
      const now = await visibleAcquisition(desk, actor, acquisitionId);
      waitingImport(now);
      await desk.enqueueStep(acquisitionId, 'hash-source');
      const { sha256, blob, azure } = stored;
      const detail = {
        acquisitionId,
        fileName,
        sizeBytes,
        sha256,
        container,
        blob,
        azure: [...guarded, ...azure],
      };
      return {
        events: [acquisitionEvent('acquisition.received-by-hand', acquisition, detail)],
        result: undefined,
      };
    });
    return { sha256: stored.sha256 };
  },
};

function requireInTime({ clock }: ProcedureContext, { exhibitNumber, requestedAt }: AcquisitionRecord): void {
  if (clock.now().getTime() < Date.parse(requestedAt) + bytesBeginWithinMs) return;
  throw new CustodyError(
    'conflict',
    `${exhibitNumber} was registered more than an hour ago and is given up. Import the file anew.`,
  );
}

async function store(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  announced: bigint,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
) {
  const digester = new ReceivedDigester();
  let sha256: Promise<string> | null = null;
  const finish = () => {
    sha256 ??= digester.finish().then((digests) => digests.sha256);
    return sha256;
  };
  const blob = copyBlobName(acquisition, acquisition.copyAttempt);
  const { value, azure } = await context.locker.receive(
    {
      ...{ container: acquisition.container, blob, contentType: 'application/octet-stream' },
      bytes: asAnnounced(bytes, announced, digester),
      metadata: { holdfastacquisition: acquisition.id, holdfastexhibit: acquisition.exhibitNumber },
      sha256: finish,
    },
    signal,
  );
  const digest = await finish();
  if (value.taken && value.sha256 !== digest)
    throw new CustodyError(
      'conflict',
      'Another file was stored here before. Cancel this and import it anew.',
    );
  return { sha256: digest, blob, azure };
}

async function* asAnnounced(
  bytes: AsyncIterable<Uint8Array>,
  announced: bigint,
  digester: ReceivedDigester,
): AsyncGenerator<Uint8Array> {
  let done = 0n;
  for await (const chunk of bytes) {
    done += BigInt(chunk.length);
    if (done > announced) throw otherLength(announced);
    await digester.take(chunk);
    yield chunk;
  }
  if (done !== announced) throw otherLength(announced);
}

function otherLength(announced: bigint): CustodyError {
  return new CustodyError(
    'invalid-input',
    `The file is not as long as it was announced: ${announced} bytes. Nothing was stored.`,
  );
}
