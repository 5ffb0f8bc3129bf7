import { readCollection } from '../../custody/console/collection.ts';
import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { refusedArgument, refusedParameters } from '../../custody/script/check-parameters.ts';
import { scriptParametersSchema } from '../../custody/script/script-parameters.ts';
import type { ProcedureContext } from '../procedure.ts';
import { pinnedScripts } from '../script/pinned-script.ts';

type Checked =
  | { readonly refusal: string }
  | { readonly notes: readonly string[]; readonly command: ConsoleCommand };

/**
 * Whether what a person gives a script is what its review says that it takes. Out: the refusal, or what to say about it, and
 * the command with what the product fills in for a collector.
 */
export async function parametersOfRun(context: ProcedureContext, command: ConsoleCommand): Promise<Checked> {
  if (command.name !== 'run') return { notes: [], command };
  const { script, parameters } = command;
  const pins = await pinnedScripts(context);
  const asked = readCollection(script, parameters, [...pins.values()]);
  if (asked !== null)
    return 'refusal' in asked ? asked : { notes: [], command: { ...command, collection: asked.collection } };
  const outcome = (refusal: string | null): Checked =>
    refusal === null ? { notes: [], command } : { refusal };
  const pin = pins.get(script);
  const own = (await context.scripts?.list())?.find(
    ({ fileName, sha256 }) => fileName === script && sha256 === pin?.sha256,
  );
  if (own !== undefined) {
    const schema = scriptParametersSchema.parse(JSON.parse(own.parameters));
    return outcome(refusedArgument(script, parameters, schema));
  }
  const version = pin?.versionId == null ? null : await context.register.look.scriptVersion(pin.versionId);
  if (version?.parameters != null) return outcome(refusedParameters(script, parameters, version.parameters));
  if (parameters === null) return { notes: [], command };
  return {
    command,
    notes: [`${script} was reviewed without a list of its parameters: what it is given is not checked.`],
  };
}
