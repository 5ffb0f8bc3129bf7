import { text } from 'node:stream/consumers';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';

type Sources = NonNullable<ProcedureContext['staged']>;
type Reader = Awaited<ReturnType<Sources['open']>>;

/** What lies in the staging storage under a name. */
export async function stagedFile({ staged }: ProcedureContext, name: string) {
  const found = await staged?.look('staged', name, AbortSignal.timeout(30_000));
  if (found === undefined || found === null) throw new Error(`no ${name}`);
  return found;
}

/** As a form names it that a page showed. */
export function seenAs({ blob, etag }: { readonly blob: string; readonly etag: string }) {
  return { blob, etag };
}

export async function textOf(reader: Reader | undefined): Promise<string> {
  if (reader === undefined) return '';
  return await text(await reader.read(0n, reader.sizeBytes, AbortSignal.timeout(30_000)));
}

/** With a staging storage whose files are read through `change`. */
export function openingWith(
  context: ProcedureContext,
  change: (reader: Reader) => Promise<Reader>,
): ProcedureContext {
  const { staged: sources } = context;
  if (sources === undefined) throw new Error('no staging storage');
  return { ...context, staged: { ...sources, open: async (...at) => change(await sources.open(...at)) } };
}

/** Breaks off after the first bytes, as a killed process does. */
export async function cutShort(reader: Reader): Promise<Reader> {
  const read: Reader['read'] = async (...range) => {
    const chunks = await reader.read(...range);
    return (async function* () {
      for await (const chunk of chunks) {
        yield chunk.subarray(0, 1_000);
        throw new Error('the worker is dead');
      }
    })();
  };
  return { ...reader, read };
}
