import type { BundleVerdict } from './verify-bundle.ts';

/**
 * Whether a verified record of the log says that this very bundle was exported. In: the verdict on the bundle, and the
 * one on the folder that `holdfast export` puts beside it. Out: null if it does, else why not, in words.
 */
export function recordProblem(bundle: BundleVerdict, record: BundleVerdict): string | null {
  if (bundle.bag === null) return 'The bundle has no manifests by which a record could know it.';
  if (record.findings.length > 0) return 'The record itself does not hold.';
  const said = record.events.flatMap(({ fields, body }) =>
    fields?.k === 'bundle.exported' && body !== null ? [knownBy(body)] : [],
  );
  if (said.includes(bundle.bag)) return null;
  return said.length === 0
    ? 'The record does not say that any bundle was exported.'
    : 'The record is of another bundle, or this one was changed after it was exported.';
}

/** The body was checked against its entry: it is JSON. */
function knownBy(body: Uint8Array): unknown {
  const { detail } = JSON.parse(new TextDecoder().decode(body)) as {
    detail?: { tagManifestSha256?: unknown };
  };
  return detail?.tagManifestSha256 ?? null;
}
