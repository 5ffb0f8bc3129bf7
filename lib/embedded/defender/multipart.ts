import { DefenderError } from './defender-error.ts';

export interface FormPart {
  readonly name: string;
  readonly fileName: string | null;
  readonly bytes: Buffer;
}

/** The parts of a multipart/form-data body (RFC 7578). Throws 400 InvalidRequestBody. */
export function formParts(contentType: string, body: Buffer): readonly FormPart[] {
  const [, quoted, plain] =
    /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw invalid('The request must be multipart/form-data with a boundary.');
  const parts: FormPart[] = [];
  const mark = Buffer.from(`--${boundary}`);
  const between = Buffer.from(`\r\n--${boundary}`);
  let at = body.indexOf(mark) + mark.length;
  if (at < mark.length) throw invalid('The request does not hold its boundary.');
  while (body.toString('latin1', at, at + 2) === '\r\n') {
    const end = body.indexOf(between, at);
    const head = body.indexOf('\r\n\r\n', at);
    if (end === -1 || head === -1 || head > end) throw invalid('A part of the request has no end.');
    parts.push(partOf(body.toString('utf8', at + 2, head), body.subarray(head + 4, end)));
    at = end + between.length;
  }
  if (body.toString('latin1', at, at + 2) !== '--') throw invalid('The request has no end.');
  return parts;
}

function partOf(headers: string, bytes: Buffer): FormPart {
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? '';
  const name = /(?:^|;)\s*name="([^"]*)"/.exec(disposition)?.[1];
  if (name === undefined) throw invalid('A part of the request has no name.');
  return { name, fileName: /filename="([^"]*)"/.exec(disposition)?.[1] ?? null, bytes };
}

function invalid(message: string): DefenderError {
  return new DefenderError(400, 'InvalidRequestBody', message);
}
