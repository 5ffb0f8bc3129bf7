import type { ServerResponse } from 'node:http';

/** An answer of the blob service that is no success: status, code and words as Azure gives them. */
export class BlobError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null; // AuthenticationErrorDetail
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { readonly detail?: string; readonly headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'BlobError';
    this.status = status;
    this.code = code;
    this.detail = extra.detail ?? null;
    this.headers = extra.headers ?? {};
  }
}

const authenticationFailedText =
  'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.';

export function authenticationFailed(detail: string): BlobError {
  return new BlobError(403, 'AuthenticationFailed', authenticationFailedText, { detail });
}

/** Sends the error as the blob service's XML body; a HEAD request gets the headers alone. */
export function sendBlobError(
  response: ServerResponse,
  error: BlobError,
  requestId: string,
  now: Date,
): void {
  const words = `${error.message}\nRequestId:${requestId}\nTime:${now.toISOString()}`;
  const detail =
    error.detail === null
      ? ''
      : `<AuthenticationErrorDetail>${escapeXml(error.detail)}</AuthenticationErrorDetail>`;
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${error.code}</Code><Message>${escapeXml(words)}</Message>${detail}</Error>`;
  response.writeHead(error.status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    'x-ms-error-code': error.code,
    ...error.headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
