import type { ServerResponse } from 'node:http';
import { Transform, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultScript } from '../cloud-parts.ts';
import { BlobError } from './blob-error.ts';

/**
 * Plays the part of a fault that comes before the answer (status, delay) and returns the fault for the rest.
 * Throws BlobError for a scripted status.
 */
export async function playFault(faults: FaultScript, operation: string): Promise<Fault | null> {
  const fault = faults.take(operation);
  if (fault === null) return null;
  if (fault.kind === 'delay') await sleep(fault.ms);
  if (fault.kind === 'status') {
    const headers: Record<string, string> = {};
    if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter);
    throw new BlobError(fault.status, fault.code, fault.message, { headers });
  }
  return fault;
}

/** Where the body of an answer is to be written: the response itself, or a spoiler in front of it. */
export function bodySink(response: ServerResponse, fault: Fault | null): Writable {
  if (fault?.kind === 'drop') return spoiled(response, dropAfter(response, fault.afterBytes));
  if (fault?.kind === 'corrupt') return spoiled(response, flipByte(fault.atByte));
  return response;
}

function spoiled(response: ServerResponse, spoiler: Transform): Transform {
  response.once('close', () => spoiler.destroy());
  spoiler.pipe(response);
  return spoiler;
}

function dropAfter(response: ServerResponse, afterBytes: number): Transform {
  let left = afterBytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = Buffer.from(chunk.subarray(0, left));
      left -= kept.length;
      if (left > 0) return done(null, kept);
      response.write(kept, () => response.destroy());
      done();
    },
  });
}

function flipByte(atByte: number): Transform {
  let offset = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // A copy: the sender uses its buffer again.
      const copy = Buffer.from(chunk);
      const index = atByte - offset;
      if (index >= 0 && index < copy.length) copy.writeUInt8(copy.readUInt8(index) ^ 0xff, index);
      offset += copy.length;
      done(null, copy);
    },
  });
}
