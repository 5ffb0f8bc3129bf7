import { type CommandParam, type CommandRecord, type CommandType, commandTypes } from './action-record.ts';
import { DefenderError } from './defender-error.ts';
import type { RequestBody } from './request-body.ts';

const keysOf: Readonly<Record<CommandType, readonly string[]>> = {
  PutFile: ['FileName'],
  RunScript: ['ScriptName', 'Args'],
  GetFile: ['Path'],
};

/**
 * The commands of a live response request: at least one, in the order PutFile, RunScript, GetFile.
 * Throws 400 InvalidRequestBody. Source: Microsoft, "Run live response commands on a device".
 */
export function liveResponseCommands(body: RequestBody): readonly Pick<CommandRecord, 'type' | 'params'>[] {
  if (!Array.isArray(body.Commands) || body.Commands.length === 0)
    throw invalid('Commands must not be empty.');
  const commands = body.Commands.map(commandOf);
  const ranks = commands.map((one) => commandTypes.indexOf(one.type));
  if (ranks.some((rank, n) => rank < (ranks[n - 1] ?? 0)))
    throw invalid('Commands must be in the order PutFile, RunScript, GetFile.');
  return commands;
}

function commandOf(given: unknown): Pick<CommandRecord, 'type' | 'params'> {
  const { type, params } = (given ?? {}) as { readonly type?: unknown; readonly params?: unknown };
  const known = commandTypes.find((one) => one === type);
  if (known === undefined) throw invalid(`The command type '${String(type)}' is not valid.`);
  const list = Array.isArray(params) ? params.map((one) => paramFrom(one, known)) : [];
  const [required = ''] = keysOf[known];
  if (!list.some((one) => one.key === required)) throw invalid(`${known} needs the parameter ${required}.`);
  return { type: known, params: list };
}

function paramFrom(given: unknown, type: CommandType): CommandParam {
  const { key, value } = (given ?? {}) as { readonly key?: unknown; readonly value?: unknown };
  if (typeof key !== 'string' || typeof value !== 'string' || !keysOf[type].includes(key))
    throw invalid(`The parameter '${String(key)}' of ${type} is not valid.`);
  return { key, value };
}

function invalid(message: string): DefenderError {
  return new DefenderError(400, 'InvalidRequestBody', message);
}
