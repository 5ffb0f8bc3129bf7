import type { NextRequest } from 'next/server';
import { CustodyError } from '../custody/custody-error.ts';
import { longestScriptBytes, uploadScript } from '../procedures/script/upload-script.ts';
import { answered, json } from './answered.ts';
import { formObject } from './form-object.ts';
import { limitedBytes } from './json-body.ts';
import { perform } from './perform.ts';
import { personOf } from './route.ts';

const longestBody = longestScriptBytes + 64 * 1024; // the file, and what is said of it

/** Takes a file for the library as a form (`file`, and what the procedure asks for). Answers 202 with its draft, or the refusal. */
export async function uploadScriptRoute(request: NextRequest): Promise<Response> {
  return await answered(async (wired) => {
    const actor = await personOf(wired, request, 'write');
    const input = await inputOf(request);
    return json(await perform(wired.context, actor, uploadScript, input), 202);
  });
}

async function inputOf(request: NextRequest): Promise<object> {
  const form = await formOf(request);
  const file = form.get('file');
  form.delete('file');
  const { systems, description = null, parameters = null, reason = null } = formObject(form);
  const content = file instanceof File ? Buffer.from(await file.arrayBuffer()).toString('base64') : null;
  const fileName = file instanceof File ? file.name : null;
  return { fileName, content, systems: systems ?? [], description, parameters, reason };
}

/** The parser reads from memory, so that no more than the limit ever comes in. */
async function formOf(request: NextRequest): Promise<FormData> {
  const type = request.headers.get('content-type') ?? '';
  const body = await limitedBytes(request, longestBody);
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch (error) {
    throw new CustodyError('invalid-input', 'The request is no form with a file.', { cause: error });
  }
}
