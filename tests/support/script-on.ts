import { createHash, randomUUID } from 'node:crypto';
import type { DeviceAct } from '../../lib/custody/device-action.ts';
import type { ScriptVersionRecord } from '../../lib/ports/script-library.ts';
import { scriptFact } from '../../lib/procedures/script/script-fact.ts';
import type { TestDatabase } from './database.ts';
import { deviceActionOn } from './device-on.ts';
import { analyst } from './facts.ts';
import type { Stage } from './stage.ts';

const reason = 'Brought for a test of who may.';

/** A draft of a script that somebody uploaded, under a name of its own. */
export async function draftScript(database: TestDatabase): Promise<ScriptVersionRecord> {
  const fileName = `x-${randomUUID()}.sh`;
  const bytes = Buffer.from(`#!/bin/sh\necho ${fileName}\n`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return await database.register.record(analyst, ['script.uploaded'], async (desk) => {
    const version = await desk.addScriptVersion({
      ...{ fileName, kind: 'sh', bytes, sha256, normalised: false, signature: 'not-applicable' },
      ...{ systems: ['linux'], description: reason, parameters: null, origin: 'upload', label: null },
      ...{ uploader: analyst, state: 'draft' },
    });
    const { kind, sizeBytes, normalised, signature, systems, description } = version;
    const more = { kind, sizeBytes, normalised, signature, systems, description };
    return { events: [scriptFact('script.uploaded', version, reason, more)], result: version };
  });
}

/** A script that was run on the stage's device. Out: its id. */
export async function usedScript(database: TestDatabase, at: Stage): Promise<string> {
  const { scriptId, fileName, sha256 } = await draftScript(database);
  const act: DeviceAct = {
    kind: 'live-response',
    steps: [{ type: 'RunScript', scriptName: fileName, args: null }],
    line: `run ${fileName}`,
    scripts: [{ fileName, sha256 }],
  };
  await deviceActionOn(database, at, act);
  return scriptId;
}

/** What the upload form sends. */
export function scriptForm(
  fileName = `x-${randomUUID()}.sh`,
  text = `#!/bin/sh\necho ${fileName}\n`,
): FormData {
  const form = new FormData();
  form.set('file', new File([text], fileName));
  form.append('systems', 'linux');
  form.set('description', 'Says its own name.');
  form.set('reason', reason);
  return form;
}
