import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { readScript } from '../../custody/script/read-script.ts';
import { parametersOf, type ScriptParameters } from '../../custody/script/script-parameters.ts';
import { scriptSystems } from '../../custody/script/script-version.ts';
import type { ScriptVersionRecord } from '../../ports/script-library.ts';
import type { Procedure } from '../procedure.ts';
import { scriptFact } from './script-fact.ts';

/** Defender takes no more through its interface. Source: Microsoft Learn, "Upload files to the live response library". */
export const longestScriptBytes = 20 * 1024 * 1024;

const uploadScriptInput = z.strictObject({
  fileName: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
      'The name has letters, digits and - _ . only, as Defender demands.',
    ),
  content: z.string().min(1, 'The file is empty.'), // base64
  systems: z.array(z.enum(scriptSystems)).min(1, 'Choose at least one system.'),
  description: z.string().trim().min(10, 'Say in at least 10 characters what it does.').max(1_000),
  parameters: z.string().max(8_000).nullable(), // one a line
  reason: reasonSchema,
});

export interface Uploaded {
  readonly id: string; // of the script
  readonly versionId: string;
  readonly n: number;
  readonly sha256: string;
  readonly normalised: boolean;
}

/**
 * Takes a script or tool as a new draft version of its name; nothing of it runs before others have reviewed it. In: the
 * bytes as base64. Throws `invalid-input`, and `conflict` for bytes that are a version already or another spelling of a
 * known name.
 */
export const uploadScript: Procedure<z.infer<typeof uploadScriptInput>, Uploaded> = {
  name: 'upload-script',
  permission: 'script.upload',
  input: uploadScriptInput,
  records: ['script.uploaded'],
  async run({ register }, actor, { fileName, content, systems, description, parameters, reason }) {
    const read = readScript(fileName, bytesOf(content));
    const { kind, bytes, normalised, signature } = read;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const schema = schemaOf(parameters);
    return await register.record(actor, ['script.uploaded'], async (desk) => {
      requireNew(await desk.scriptVersionsOf(fileName), fileName, sha256);
      const version = await desk.addScriptVersion({
        ...{ fileName, kind, bytes, sha256, normalised, signature, description },
        ...{ origin: 'upload', label: null, uploader: actor, state: 'draft' },
        systems: [...new Set(systems)],
        parameters: schema,
      });
      const { scriptId, versionId, n, sizeBytes } = version;
      const more = { kind, sizeBytes, normalised, signature, systems: version.systems, description };
      return {
        events: [scriptFact('script.uploaded', version, reason, more)],
        result: { id: scriptId, versionId, n, sha256, normalised },
      };
    });
  },
};

function bytesOf(content: string): Uint8Array {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length === 0) throw wrong('content', 'The file is empty.');
  if (bytes.length > longestScriptBytes)
    throw wrong('content', 'Defender takes library files of at most 20 MB.');
  return bytes;
}

function schemaOf(parameters: string | null): ScriptParameters | null {
  if (parameters === null || parameters.trim() === '') return null;
  const found = parametersOf(parameters);
  if ('wrongLine' in found)
    throw wrong(
      'parameters',
      `“${found.wrongLine}” is no parameter: write its name, string or integer, required or optional, and what it is.`,
    );
  return found;
}

function wrong(field: string, words: string): CustodyError {
  return new CustodyError('invalid-input', words, { detail: { [field]: words } });
}

function requireNew(versions: readonly ScriptVersionRecord[], fileName: string, sha256: string): void {
  const [newest] = versions;
  if (newest !== undefined && newest.fileName !== fileName)
    throw new CustodyError(
      'conflict',
      `Defender does not tell ${fileName} from ${newest.fileName}. Upload it under that name.`,
    );
  const same = versions.find((one) => one.sha256 === sha256 && one.state !== 'retired');
  if (same !== undefined)
    throw new CustodyError('conflict', `These bytes are version ${same.n} of ${fileName} already.`);
}
