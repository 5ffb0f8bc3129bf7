import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { refusedArgument, refusedParameters } from '../../custody/script/check-parameters.ts';
import { scriptParametersSchema } from '../../custody/script/script-parameters.ts';
import type { ProcedureContext } from '../procedure.ts';
import { pinnedScripts } from '../script/pinned-script.ts';

/** Whether what a person gives a script is what its review says that it takes. Out: the refusal, or what to say about it. */
export async function parametersOfRun(
  context: ProcedureContext,
  command: ConsoleCommand,
): Promise<{ readonly refusal: string } | { readonly notes: readonly string[] }> {
  if (command.name !== 'run') return { notes: [] };
  const { script, parameters } = command;
  const pin = (await pinnedScripts(context)).get(script);
  const own = (await context.scripts?.list())?.find(
    ({ fileName, sha256 }) => fileName === script && sha256 === pin?.sha256,
  );
  if (own !== undefined) {
    const schema = scriptParametersSchema.parse(JSON.parse(own.parameters));
    return outcome(refusedArgument(script, parameters, schema));
  }
  const version = pin?.versionId == null ? null : await context.register.look.scriptVersion(pin.versionId);
  if (version?.parameters != null) return outcome(refusedParameters(script, parameters, version.parameters));
  if (parameters === null) return { notes: [] };
  return {
    notes: [`${script} was reviewed without a list of its parameters: what it is given is not checked.`],
  };
}

function outcome(
  refusal: string | null,
): { readonly refusal: string } | { readonly notes: readonly string[] } {
  return refusal === null ? { notes: [] } : { refusal };
}
