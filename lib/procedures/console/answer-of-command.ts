import type { CommandAnswer, FileAnswer } from '../../custody/console/command-answer.ts';
import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import { digestsOf } from '../acquisition/compare-digests.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { ProcedureContext } from '../procedure.ts';
import { type CommandItem, type SealedOutput, sealedOutputOf } from './output-of-command.ts';

/** What the product itself says of a command that is done: counts, a comparison of digests, a reputation. */
export async function answerOfCommand(
  context: ProcedureContext,
  record: CommandRecord,
  items: readonly CommandItem[],
  output: SealedOutput | null,
  signal: AbortSignal,
): Promise<CommandAnswer | null> {
  const { command } = record;
  if (command?.name === 'getfile') return await compareFile(context, record, command, items, signal);
  if (output === null) return null;
  if (command?.name === 'analyze') return await reputationOf(context, output, signal);
  const { answer, result } = output;
  if (answer === null) return null;
  return {
    ...{ kind: 'counted', items: answer.count, problems: answer.errors.length },
    ...{ truncated: answer.truncated, exitCode: result.exitCode },
  };
}

/** The digests that the device printed of the file in this session, beside those of the bytes that arrived. */
async function compareFile(
  context: ProcedureContext,
  { session }: CommandRecord,
  { path, answerTo, collectedBy }: Extract<ConsoleCommand, { name: 'getfile' }>,
  items: readonly CommandItem[],
  signal: AbortSignal,
): Promise<FileAnswer | null> {
  const item = items.find(({ source }) => source.output.kind === 'device-file');
  if (item === undefined) return null;
  const { exhibitNumber, evidenceId } = item.acquisition;
  const digests = digestsOf(item.acquisition, 'hash-source');
  const before = await context.register.look.sessionCommands(session.id);
  const printedBy = answerTo ?? collectedBy;
  const shown = before.findLast(({ id, command, state }) =>
    printedBy === undefined
      ? state === 'done' && command?.name === 'fileinfo' && command.path === path
      : id === printedBy,
  );
  const printed = shown === undefined ? null : await sealedOutputOf(context, shown, signal);
  const said = answerTo === undefined ? printed?.answer?.items[0] : printed?.answer?.output;
  const device = {
    md5: textIn(said, 'md5'),
    sha1: textIn(said, 'sha1'),
    sha256: textIn(said, 'sha256'),
    size: typeof said?.size === 'number' ? said.size : null,
    exhibitNumber: printed?.acquisition.exhibitNumber ?? 'Unknown',
  };
  const received = {
    ...{ sha256: digests.sha256, sizeBytes: digests.sizeBytes },
    ...{ contentSha256: digests.payloadSha256, contentBytes: digests.payloadBytes ?? null },
  };
  return {
    kind: 'file',
    path,
    exhibitNumber,
    evidenceId,
    device,
    received,
    verdict: verdictOf(device, received),
  };
}

function verdictOf(device: FileAnswer['device'], received: FileAnswer['received']): FileAnswer['verdict'] {
  if (device.sha256 === null) return 'not-comparable';
  return device.sha256 === received.contentSha256 ? 'agrees' : 'differs';
}

/** Deep analysis has no interface: what Defender knows of the digest is all that can be asked. */
async function reputationOf(
  { devices }: ProcedureContext,
  { answer }: SealedOutput,
  signal: AbortSignal,
): Promise<CommandAnswer | null> {
  const item = answer?.items[0];
  const sha256 = textIn(item, 'sha256');
  if (sha256 === null) return null;
  const found = await requireHatch(devices, 'reader')
    .file(sha256, signal)
    .catch((error: unknown) => {
      if (error instanceof CustodyError && error.code === 'not-found') return null;
      throw error;
    });
  return {
    ...{ kind: 'reputation', sha256, path: textIn(item, 'path'), known: found !== null },
    determination: found?.determinationValue ?? found?.determinationType ?? null,
    globalPrevalence: found?.globalPrevalence ?? null,
    organisationDevices: found?.organisationDevices ?? null,
    organisationAlerts: found?.organisationAlerts ?? null,
    signer: found?.signer ?? null,
  };
}

function textIn(item: Readonly<Record<string, unknown>> | undefined, field: string): string | null {
  const value = item?.[field];
  return typeof value === 'string' && value !== '' ? value : null;
}
