import Link from 'next/link';
import { Notice } from '@/components/ui/notice.tsx';
import type { LedgerCheckpointView, LedgerState } from '@/lib/queries/get-ledger-state.ts';
import type { TreeAudit } from '@/lib/queries/tree-audit.ts';

/** What checking the newest checkpoint gave, worst news first: its signature, then the tree under it. */
export function CheckpointVerdict({ state, isFrozen }: { state: LedgerState; isFrozen: boolean }) {
  const { checkpoint } = state;
  if (checkpoint === null) return null;
  const { signature, tree } = checkpoint;
  if (signature.outcome === 'invalid')
    return (
      <Notice tone="bad" title="The newest checkpoint is not one that this ledger signed.">
        <p>{signature.reason}</p>
        <WhatToDo />
      </Notice>
    );
  if (state.uncovered.startsWith('-'))
    return (
      <Notice tone="bad" title="The ledger is shorter than what was signed.">
        <p>
          A checkpoint over {checkpoint.size} entries exists, but the ledger says that it holds {state.size}.
        </p>
        <WhatToDo />
      </Notice>
    );
  if (tree.outcome === 'broken') return <BrokenTree tree={tree} />;
  if (signature.outcome === 'unknown')
    return (
      <Notice tone="unknown" title="The signature cannot be checked here.">
        This portal knows no public key of the ledger. The trust policy (HOLDFAST_TRUST_POLICY_FILE) must name
        it.
      </Notice>
    );
  return <SoundSignature checkpoint={checkpoint} tree={tree} isFrozen={isFrozen} />;
}

function BrokenTree({ tree }: { tree: Extract<TreeAudit, { outcome: 'broken' }> }) {
  return (
    <Notice tone="bad" title="The ledger is not the one that was signed.">
      <p>
        {tree.reason}{' '}
        {tree.at !== null && (
          <Link className="underline" href={`/ledger/${tree.at}`}>
            Look at entry {tree.at}
          </Link>
        )}
      </p>
      <WhatToDo />
    </Notice>
  );
}

function SoundSignature({
  checkpoint,
  tree,
  isFrozen,
}: {
  checkpoint: LedgerCheckpointView;
  tree: Exclude<TreeAudit, { outcome: 'broken' }>;
  isFrozen: boolean;
}) {
  if (tree.outcome === 'under-way')
    return (
      <Notice tone="unknown" title="Signature valid. The tree is being computed again.">
        {tree.done} of {tree.of} entries so far; load the page again for the answer.
      </Notice>
    );
  if (isFrozen)
    return (
      <Notice tone="unknown" title="Signature valid, and the ledger is frozen all the same.">
        The {checkpoint.size} entries hash to the root that was signed. This looks at neither the anchors nor
        the events behind the entries: what was found there stands above.
      </Notice>
    );
  return (
    <Notice tone="good" title="Signature valid, and the entries give the signed root.">
      All {checkpoint.size} entries hash to the root that was signed. They were last read in full from{' '}
      {tree.readSince.slice(0, 19).replace('T', ' ')}Z on; that result is kept for up to ten minutes.
    </Notice>
  );
}

function WhatToDo() {
  return (
    <p className="mt-1">
      Rely on nothing this ledger says until it is explained: stop hand-overs, tell a controller, keep a copy
      of the database, and compare with a signed note that was kept outside Holdfast. Evidence in the locker
      is not affected.
    </p>
  );
}
