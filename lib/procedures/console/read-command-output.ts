import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { type ReadOutput, readScriptOutput } from '../../custody/console/normalised-output.ts';
import type { OutputPage } from '../../custody/console/output-page.ts';
import { readScriptResult } from '../../custody/console/script-result.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { LongAnswer } from '../../custody/device-action.ts';
import type { DeviceOutput } from '../../custody/evidence-source.ts';
import { linesInPlainSight } from '../../custody/plain-sight.ts';
import { checkedBlocks } from '../access/checked-blocks.ts';
import {
  contentReadEvents,
  type OpenRead,
  recordEnd,
  recordOpened,
  vouchedContent,
} from '../access/content-read.ts';
import { mayReadPackage } from '../package/may-read-package.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { scriptCommandOf } from './output-of-command.ts';

const limitMs = 60_000;
const mostBytes = 32n << 20n;
const mostText = 200_000;

export const readCommandOutputInput = z.strictObject({
  evidenceId: z.uuid(),
  form: z.enum(['page', 'file']).optional(), // left out: it is shown
});

type Form = NonNullable<z.infer<typeof readCommandOutputInput>['form']>;

/**
 * Shows what a command printed, on the ground on which a package is looked into: a grant, or one's own under the recorded
 * policy; hands it out as a file to who holds a grant to download. Recorded before a byte is read, each block held against the seal. Throws as `mayReadPackage`, and `not-feasible`
 * for one that is too large to be shown.
 */
export const readCommandOutput: Procedure<z.infer<typeof readCommandOutputInput>, OutputPage> = {
  name: 'read-command-output',
  permission: 'evidence.read-content',
  input: readCommandOutputInput,
  records: contentReadEvents,
  async run(context, actor, { evidenceId, form = 'page' }) {
    const ground = await groundOf(context, actor, evidenceId, form);
    const { item, grant, source } = ground;
    if (BigInt(item.sizeBytes) > mostBytes)
      throw new CustodyError('not-feasible', `${item.exhibitNumber} is too large to be shown here.`);
    const end = BigInt(item.sizeBytes);
    const read: OpenRead = {
      readId: randomUUID(),
      actor,
      item,
      grant,
      start: 0n,
      end,
      seen: form === 'page',
    };
    await recordOpened(context, read);
    const text = await checkedText(context, read, form);
    const page = pageOf(item.exhibitNumber, source.output, text);
    return { ...page, file: form === 'file' ? fileText(page, text) : null };
  },
};

function groundOf({ register }: ProcedureContext, actor: PersonActor, evidenceId: string, form: Form) {
  return mayReadPackage(
    register.look,
    actor,
    evidenceId,
    form === 'page' ? 'page' : 'json',
    'command-output',
  );
}

async function checkedText(context: ProcedureContext, read: OpenRead, form: Form): Promise<string> {
  const { reader, manifest } = await vouchedContent(context, read);
  const { actor, item, start, end } = read;
  const parts: Uint8Array[] = [];
  try {
    const signal = AbortSignal.timeout(limitMs);
    for await (const part of checkedBlocks(reader, manifest, { start, end }, signal)) parts.push(part);
    await groundOf(context, actor, item.evidenceId, form); // it may have taken a while
    const seen = read.seen ? [{ start: start.toString(), end: end.toString() }] : null;
    await recordEnd(context, read, { sent: end, seen }, null);
  } catch (error) {
    await recordEnd(context, read, { sent: start, seen: [] }, error);
    throw error;
  }
  return unpacked(Buffer.concat(parts)).toString('utf8');
}

/** A file comes packed, as Defender gives it; what is in it is no longer than what else is shown. */
function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: Number(mostBytes) });
  } catch (error) {
    throw new CustodyError('not-feasible', 'It cannot be unpacked to be shown here.', { cause: error });
  }
}

/** An answer of ours without Defender's envelope, other words as they came; signs that act are written out in both. */
function fileText({ read }: Omit<OutputPage, 'file'>, text: string): string {
  return linesInPlainSight(read.kind === 'answer' ? JSON.stringify(read.output, null, 1) : text);
}

function pageOf(exhibitNumber: string, output: DeviceOutput, text: string): Omit<OutputPage, 'file'> {
  if (output.kind === 'device-file' && output.answerTo !== undefined)
    return longAnswerPage(exhibitNumber, output.answerTo, text);
  if (output.kind !== 'command-output')
    throw new CustodyError('not-found', 'This is nothing that a command printed.');
  const result = readScriptResult(text);
  const script = scriptCommandOf(output.scriptName);
  return {
    ...{ exhibitNumber, scriptName: output.scriptName, script, exitCode: result.exitCode },
    read: script === null ? notOurs : readScriptOutput(result.output, script, runIn(output.args)),
    text: linesInPlainSight(result.output.slice(0, mostText)),
    errors: linesInPlainSight(result.errors.slice(0, mostText)),
    cut: result.output.length > mostText,
  };
}

/** The file holds what the script would have printed, without Defender's envelope. */
function longAnswerPage(
  exhibitNumber: string,
  { scriptName, run }: LongAnswer,
  text: string,
): Omit<OutputPage, 'file'> {
  const script = scriptCommandOf(scriptName);
  return {
    ...{ exhibitNumber, scriptName, script, exitCode: null, errors: '' },
    read: script === null ? notOurs : readScriptOutput(text, script, run),
    text: linesInPlainSight(text.slice(0, mostText)),
    cut: text.length > mostText,
  };
}

const notOurs: ReadOutput = {
  kind: 'text',
  why: 'The script is none of ours: its words stand as they came.',
};

const argument = z.looseObject({ acq: z.string() });

/** The run that the script was given: an answer to another one is no answer. */
function runIn(args: string | null): string {
  try {
    const parsed = argument.safeParse(JSON.parse(Buffer.from(args ?? '', 'base64').toString('utf8')));
    return parsed.success ? parsed.data.acq : '';
  } catch {
    return ''; // no argument of ours: then nothing answers it
  }
}
