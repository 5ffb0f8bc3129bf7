import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { ScriptParameters } from '@/lib/custody/script/script-parameters.ts';
import { signatureWords, systemWords } from '@/lib/custody/script/script-version.ts';
import type { ScriptVersionView } from '@/lib/queries/get-script.ts';

/** What is known of one version beyond its text. */
export function VersionFacts({ version }: { version: ScriptVersionView }) {
  return (
    <DefinitionList
      wide
      rows={[
        ['SHA-256', <Digest key="sha256" value={version.sha256} />],
        ['Size', byteWords(`${version.sizeBytes}`)],
        ['Line ends', version.normalised ? 'CRLF was made LF before it was hashed' : 'As they were uploaded'],
        ['Signature', signatureWords(version.signature)],
        ['Systems', systemWords(version.systems)],
        ['Brought by', <Brought key="brought" version={version} />],
        ['Review', <Review key="review" version={version} />],
        ...(version.retiredAt === null
          ? []
          : ([['Retired', <Retired key="retired" version={version} />]] as const)),
        ['Parameters', <Parameters key="parameters" of={version.parameters} />],
      ]}
    />
  );
}

function Brought({ version: { uploadedBy, label, uploadedAt } }: { version: ScriptVersionView }) {
  return (
    <>
      {uploadedBy ?? `the product’s release, as ${label}`}, <Time at={uploadedAt} inline />
    </>
  );
}

function Review({ version }: { version: ScriptVersionView }) {
  const { review, reviewedAt, origin, sha256 } = version;
  if (review !== null)
    return (
      <>
        <Link className="underline" href={`/controls/${review.proposalId}`}>
          {review.number}
        </Link>
        , <Time at={reviewedAt} inline />
      </>
    );
  if (origin === 'release' && reviewedAt !== null)
    return <>Reviewed by Holdfast’s authors, digest {sha256.slice(0, 16)}…; nobody of this tenant did</>;
  return <span className="text-ink-2">Not reviewed: it does not run</span>;
}

function Retired({ version: { retiredAt, retiredWhy } }: { version: ScriptVersionView }) {
  return (
    <>
      <Time at={retiredAt} inline />: {retiredWhy}
    </>
  );
}

function Parameters({ of }: { of: ScriptParameters | null }) {
  const named = Object.entries(of?.properties ?? {});
  if (of === null) return <>No list was given with it: what it is started with is not checked</>;
  if (named.length === 0) return <>None</>;
  return (
    <ul className="grid gap-1">
      {named.map(([name, { type, description }]) => (
        <li key={name}>
          <code>{name}</code> ({type}, {of.required.includes(name) ? 'required' : 'optional'}): {description}
        </li>
      ))}
    </ul>
  );
}
