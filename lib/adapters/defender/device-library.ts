import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { DeviceLibrary, LibraryFile, NewLibraryFile } from '../../ports/device-response.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import { moment, segment, shaped, word } from './answer-shape.ts';
import { askMicrosoft } from './ask-microsoft.ts';
import { type CountedService, defender, type ServiceConfig } from './counted-service.ts';
import { everyPage } from './pages.ts';
import type { Question } from './question.ts';

const mostPages = 50;
const mostBytes = 20 * 1024 * 1024; // of one file, by Microsoft
const safeName = /^(?!\.+$)[A-Za-z0-9._-]{1,255}$/;
const libraryFile = z.object({
  fileName: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i),
  description: word,
  hasParameters: z.union([z.boolean(), z.stringbool()]).nullish(),
  parametersDescription: word,
  creationTime: moment,
  lastUpdatedTime: moment,
  createdBy: word,
});

/**
 * The live response library of the tenant. Source: Microsoft Learn, "List library files", "Upload files to the live
 * response library" (20 MB), "Delete a file from the live response library".
 */
export function defenderDeviceLibrary(config: ServiceConfig): DeviceLibrary {
  const service = defender(config);
  return {
    async files(signal) {
      const question = asking('GET', '/api/libraryfiles', 'list the library');
      return (await everyPage(service, question, mostPages, signal)).map(fileOf);
    },
    put: (file, signal) => put(service, file, signal),
    remove: (fileName, signal) => remove(service, fileName, signal),
  };
}

async function put(
  service: CountedService,
  file: NewLibraryFile,
  signal: AbortSignal,
): Promise<Traced<LibraryFile>> {
  if (!safeName.test(file.fileName))
    throw new CustodyError('invalid-input', 'The name of a library file has letters, digits and - _ . only.');
  if (file.bytes.length > mostBytes)
    throw new CustodyError('invalid-input', 'Defender takes library files of at most 20 MB.');
  const question = { ...asking('POST', '/api/libraryfiles', 'take the library file'), body: formOf(file) };
  const { json, trace } = await askMicrosoft(service, question, signal);
  return { value: fileOf(json), azure: [trace] };
}

function formOf({ fileName, bytes, description, parametersDescription, replace }: NewLibraryFile): FormData {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), fileName);
  form.set('Description', description);
  form.set('HasParameters', String(parametersDescription !== null));
  form.set('ParametersDescription', parametersDescription ?? '');
  form.set('OverrideIfExists', String(replace));
  return form;
}

/** 204, or 404 for one that is not there. */
async function remove(
  service: CountedService,
  fileName: string,
  signal: AbortSignal,
): Promise<Traced<{ readonly removed: boolean }>> {
  const path = `/api/libraryfiles/${segment(fileName, 'name')}`;
  try {
    const { trace } = await askMicrosoft(service, asking('DELETE', path, 'remove the library file'), signal);
    return { value: { removed: true }, azure: [trace] };
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'not-found')
      return { value: { removed: false }, azure: [] };
    throw error;
  }
}

function asking(method: Question['method'], path: string, doing: string): Question {
  return { api: 'library', method, path, doing, operation: `${method} libraryfiles` };
}

function fileOf(answer: unknown): LibraryFile {
  const read = shaped('Defender', libraryFile, answer);
  return {
    fileName: read.fileName,
    sha256: read.sha256.toLowerCase(),
    description: read.description,
    hasParameters: read.hasParameters ?? null,
    parametersDescription: read.parametersDescription,
    createdAt: read.creationTime,
    updatedAt: read.lastUpdatedTime,
    createdBy: read.createdBy,
  };
}
