import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureDataKeyEraser } from '../adapters/azure/data-keys.ts';
import { CustodyError } from '../custody/custody-error.ts';
import type { DataKeyEraser } from '../ports/data-keys.ts';
import type { Settings } from './env.ts';

/** The eraser's own identity, used by nothing but erasures that people decided. Without one a decided erasure waits. */
export function dataKeyEraser(settings: Settings): DataKeyEraser {
  const clientId = settings.HOLDFAST_ERASER_CLIENT_ID;
  if (clientId === undefined) return { destroy: nobody };
  return azureDataKeyEraser({
    credential: managedIdentity(clientId),
    containerUrl: settings.HOLDFAST_DATA_KEYS_CONTAINER_URL,
  });
}

async function nobody(): Promise<void> {
  throw new CustodyError(
    'cloud-refused',
    'A body was decided to be erased, and HOLDFAST_ERASER_CLIENT_ID names no identity that may destroy its key.',
  );
}
