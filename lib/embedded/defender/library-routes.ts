import { DefenderError } from './defender-error.ts';
import type { LibraryRecord } from './defender-state.ts';
import { longTime } from './machine-body.ts';
import { formParts } from './multipart.ts';
import { standardRate } from './rate-buckets.ts';
import { type DefenderCall, type DefenderReply, type DefenderRoute, lieOf } from './route.ts';
import type { ScriptLibrary } from './script-library.ts';

/** GET, POST and DELETE /api/libraryfiles. There is no way to read a file back, as in the real interface. */
export function libraryRoutes(library: ScriptLibrary): readonly DefenderRoute[] {
  const shared = { api: 'library', limit: standardRate, roles: ['Library.Manage'] } as const;
  return [
    {
      ...shared,
      method: 'GET',
      pattern: /^\/libraryfiles$/,
      operation: 'LibraryFiles_List',
      answer: (call) => ({
        status: 200,
        body: {
          '@odata.context': `${call.url.origin}/api/$metadata#LibraryFiles`,
          value: library.files().map((one) => fileBody(one, lieOf(call) === 'other-sha256')),
        },
      }),
    },
    {
      ...shared,
      method: 'POST',
      pattern: /^\/libraryfiles$/,
      operation: 'LibraryFiles_Upload',
      answer: (call) => upload(library, call),
    },
    {
      ...shared,
      method: 'DELETE',
      pattern: /^\/libraryfiles\/([^/]+)$/,
      operation: 'LibraryFiles_Delete',
      answer: ({ params: [name = ''] }) => {
        if (!library.remove(name))
          throw new DefenderError(404, 'ResourceNotFound', `The file ${name} was not found in the library.`);
        return { status: 204, body: null };
      },
    },
  ];
}

function upload(library: ScriptLibrary, call: DefenderCall): DefenderReply {
  const parts = formParts(call.contentType, call.body);
  const file = parts.find((one) => one.name.toLowerCase() === 'file');
  if (file === undefined || file.fileName === null)
    throw new DefenderError(400, 'MissingRequiredParameter', 'Parameter file is missing.');
  const text = (name: string) => parts.find((one) => one.name === name)?.bytes.toString('utf8') ?? null;
  const isSet = (name: string) => text(name)?.toLowerCase() === 'true';
  const record = library.put({
    fileName: file.fileName,
    bytes: file.bytes,
    description: text('Description'),
    hasParameters: isSet('HasParameters'),
    parametersDescription: text('ParametersDescription'),
    replace: isSet('OverrideIfExists'),
    by: call.application,
  });
  return { status: 200, body: fileBody(record, false) };
}

function fileBody(record: LibraryRecord, isOther: boolean): object {
  return {
    fileName: record.fileName,
    sha256: isOther ? record.sha256.replace(/^../, (two) => (two === '00' ? '11' : '00')) : record.sha256,
    description: record.description,
    creationTime: longTime(new Date(record.createdAt)),
    lastUpdatedTime: longTime(new Date(record.updatedAt)),
    createdBy: record.createdBy,
    hasParameters: record.hasParameters,
    parametersDescription: record.parametersDescription,
  };
}
