import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writeOwnerOnly } from './owner-only-file.ts';

interface CloudSecrets {
  readonly clientSecret: string;
  readonly identityHeader: string;
  readonly adminToken: string;
  readonly adminTokenFile: string;
}

/** Secrets of this home, made at the first start and kept in owner-only files. */
export function cloudSecrets(folder: string): CloudSecrets {
  const adminTokenFile = join(folder, 'admin-token');
  return {
    clientSecret: secret(join(folder, 'client-secret')),
    identityHeader: secret(join(folder, 'identity-header')),
    adminToken: secret(adminTokenFile),
    adminTokenFile,
  };
}

function secret(file: string): string {
  const known = readIfThere(file);
  if (known !== null && known !== '') return known.trim();
  const made = randomBytes(32).toString('base64url');
  writeOwnerOnly(file, made);
  return made;
}
