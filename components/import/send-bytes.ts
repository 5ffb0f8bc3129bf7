import type { Refusal } from '@/lib/web/action-result.ts';

/** An item that waits for its bytes. */
export interface Registered {
  readonly id: string; // of the item
  readonly acquisitionId: string;
  readonly exhibitNumber: string;
}

/** The bytes as they are, by the one way that tells how many left already. Out: null, or the refusal in words. */
export function sendBytes(
  { acquisitionId }: Registered,
  file: File,
  progress: (sent: number) => void,
): Promise<Refusal | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const lost = () => resolve(refusal('The connection was lost before the file had arrived.'));
    request.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
    request.addEventListener('load', () =>
      resolve(request.status === 202 ? null : refusalIn(request.responseText)),
    );
    request.addEventListener('error', lost);
    request.addEventListener('abort', lost);
    request.open('POST', `/api/imports/${acquisitionId}`);
    request.send(file);
  });
}

function refusalIn(text: string): Refusal {
  try {
    return (JSON.parse(text) as { readonly error: Refusal }).error;
  } catch {
    return refusal('The file did not arrive, and the server did not say why.'); // a proxy's own page
  }
}

function refusal(message: string): Refusal {
  return { code: 'cloud-unavailable', message };
}
