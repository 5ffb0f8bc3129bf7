import type { ScriptCommand } from '../../custody/console/normalised-output.ts';
import {
  type CheckedOutput,
  itemSchemas,
  readScriptOutput,
} from '../../custody/console/normalised-output.ts';
import { readScriptResult, type ScriptResult } from '../../custody/console/script-result.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { DeviceOutput, DeviceSource } from '../../custody/evidence-source.ts';
import { keyOfAction } from '../../custody/request-key.ts';
import { sha256 } from '../../hashing/merkle-hash.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import { digestsOf } from '../acquisition/compare-digests.ts';
import type { ProcedureContext } from '../procedure.ts';

const mostBytes = 32n << 20n;

/** An item that a command gave, as registered. */
export interface CommandItem {
  readonly acquisition: AcquisitionRecord;
  readonly source: DeviceSource;
}

/** What a sealed output says, of which the worker itself needs a part. */
export interface SealedOutput extends CommandItem {
  readonly result: ScriptResult;
  readonly answer: CheckedOutput | null; // null: it has none of our shapes
}

/** The items of a command's action, in the order of its steps. */
export async function itemsOf(
  { register }: ProcedureContext,
  actionId: string,
): Promise<readonly CommandItem[]> {
  const keyed = await register.look.acquisitionsByRequestKey(keyOfAction(actionId));
  const items: CommandItem[] = [];
  for (const { id } of keyed) {
    const acquisition = await register.look.acquisition(id);
    if (acquisition === null || !('device' in acquisition.source)) continue;
    items.push({ acquisition, source: acquisition.source });
  }
  return items.toSorted((a, b) => placeOf(a.source.output) - placeOf(b.source.output));
}

/** Whether it lies in the locker under its seal. */
export function isSealed({ acquisition }: CommandItem): boolean {
  return acquisition.steps['seal-evidence'].state === 'done';
}

/** Of something sealed, by its digests: what a device prints has no end that we set. */
export function isTooLargeToRead({ acquisition, source }: CommandItem): boolean {
  const { output } = source;
  return (
    output.kind === 'command-output' && BigInt(digestsOf(acquisition, 'hash-source').sizeBytes) > mostBytes
  );
}

/** The sealed output of a script command; null where it gave none, or too much. Throws `digest-mismatch` for other bytes than the sealed. */
export async function sealedOutputOf(
  context: ProcedureContext,
  command: CommandRecord,
  signal: AbortSignal,
): Promise<SealedOutput | null> {
  if (command.actionId === null) return null;
  for (const item of await itemsOf(context, command.actionId)) {
    const { output } = item.source;
    if (output.kind !== 'command-output' || !isSealed(item) || isTooLargeToRead(item)) continue;
    const result = readScriptResult(await sealedText(context, item.acquisition, signal));
    return { ...item, result, answer: answerIn(result, output.scriptName, command.id) };
  }
  return null;
}

/** Which of our scripts a library file is; null: none. */
export function scriptCommandOf(scriptName: string): ScriptCommand | null {
  const name = /^hf-([a-z-]+)\.(?:ps1|sh)$/.exec(scriptName)?.[1] ?? '';
  return Object.hasOwn(itemSchemas, name) ? (name as ScriptCommand) : null;
}

function answerIn({ output }: ScriptResult, scriptName: string, run: string): CheckedOutput | null {
  const expected = scriptCommandOf(scriptName);
  if (expected === null) return null;
  const read = readScriptOutput(output, expected, run);
  return read.kind === 'answer' ? read.output : null;
}

function placeOf(output: DeviceOutput): number {
  return output.kind === 'package' ? 0 : output.index;
}

async function sealedText(
  { locker }: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<string> {
  const { container, blob, exhibitNumber } = acquisition;
  const reader = blob === null ? null : await locker.open(container, blob, signal);
  if (reader === null)
    throw new CustodyError('not-found', `The stored copy of ${exhibitNumber} is not in the locker.`);
  if (reader.sizeBytes > mostBytes)
    throw new CustodyError('not-feasible', `${exhibitNumber} is too large to be read as an output.`);
  const parts: Uint8Array[] = [];
  for await (const part of await reader.read(0n, reader.sizeBytes, signal)) parts.push(part);
  const bytes = Buffer.concat(parts);
  if (Buffer.from(sha256(bytes)).toString('hex') !== digestsOf(acquisition, 'hash-source').sha256)
    throw new CustodyError('digest-mismatch', `The stored copy of ${exhibitNumber} is not what was sealed.`);
  return bytes.toString('utf8');
}
