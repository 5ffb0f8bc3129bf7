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

/** The verdict on the bundle with this step at its end. In: what `recordProblem` said. */
export function recordedVerdict(verdict: BundleVerdict, problem: string | null): BundleVerdict {
  const { steps, findings } = verdict;
  const title = 'The log recorded that this very bundle was exported';
  if (problem === null)
    return { ...verdict, steps: [...steps, { title, outcome: 'holds', words: 'By its digest.' }] };
  return {
    ...verdict,
    steps: [...steps, { title, outcome: 'fails', words: 'One finding, below.' }],
    findings: [...findings, { attack: 'unproven', where: 'the record', words: problem, proof: [] }],
  };
}

/** The body was checked against its entry: it is JSON. */
function knownBy(body: Uint8Array): unknown {
  const { detail } = JSON.parse(new TextDecoder().decode(body)) as {
    detail?: { tagManifestSha256?: unknown };
  };
  return detail?.tagManifestSha256 ?? null;
}
