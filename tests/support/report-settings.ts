import type { Settings } from '../../lib/runtime/env.ts';
import type { AcquisitionHouse } from './acquisition-house.ts';

/** What the worker of a house would be told of the key for reports, and of who stamps them. */
export function reportSettings({ cloud: { endpoints } }: Pick<AcquisitionHouse, 'cloud'>): Settings {
  return {
    HOLDFAST_MODE: 'embedded',
    HOLDFAST_REPORT_SIGNER_CLIENT_ID: endpoints.clientIds.reportSigner,
    HOLDFAST_REPORT_KEY_ID: endpoints.vault.reportKeyId,
    HOLDFAST_REPORT_CERTIFICATE_FILE: endpoints.reportCertificateFile,
    HOLDFAST_TIMESTAMP_AUTHORITIES: endpoints.timestampAuthorities,
    HOLDFAST_TIMESTAMP_ROOTS_FOLDER: endpoints.timestampRootsFolder,
    HOLDFAST_TIMESTAMP_POLICIES: {},
  } as Settings;
}
