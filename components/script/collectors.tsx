import Link from 'next/link';
import type { ReactNode } from 'react';
import { Digest } from '@/components/ui/digest.tsx';
import { unsignedWarning } from '@/lib/custody/script/script-version.ts';
import type { ScriptRow } from '@/lib/queries/list-scripts.ts';

interface Collector {
  readonly name: string;
  readonly from: string;
  readonly upload: string;
  readonly wrapper: string;
  readonly turnsOn: string;
  readonly caution: string;
  is(fileName: string): boolean;
}

const collectors: readonly Collector[] = [
  {
    name: 'DFIR-Script.ps1, for Windows',
    from: 'github.com/Bert-JanP/Incident-Response-Powershell (BSD-3)',
    upload: 'DFIR-Script.ps1',
    wrapper: 'hf-collect-dfir.ps1',
    turnsOn:
      'Starts it in a folder of the run’s own, gives its archive the run’s own name, and prints the archive’s SHA-256. Alone it names its output by the day, and a second run of that day overwrites the first.',
    caution: `It is not signed. ${unsignedWarning}`,
    is: (fileName) => fileName.toLowerCase() === 'dfir-script.ps1',
  },
  {
    name: 'UAC, for Linux and macOS',
    from: 'github.com/tclahr/uac (Apache-2.0)',
    upload: 'uac-<version>.tar.gz',
    wrapper: 'hf-collect-uac.sh',
    turnsOn:
      'Switches SHA-256 on (its own default is MD5 and SHA-1), gives the output the run’s own name, and prints the archive’s SHA-256.',
    caution: 'Defender puts files of at most 10 MB on Linux and macOS.',
    is: (fileName) => /^uac[\w.-]*\.tar\.gz$/i.test(fileName),
  },
];

/** How a collector that others publish comes in: as the customer's own file, reviewed, and started by a script of ours. */
export function Collectors({ scripts, inAll }: { scripts: readonly ScriptRow[]; inAll: number }) {
  const isPart = scripts.length < inAll;
  return (
    <section aria-labelledby="collectors" className="mt-10">
      <h2 id="collectors" className="mb-2 text-[17px] font-semibold">
        Community collectors
      </h2>
      <p className="max-w-[75ch] text-ink-2">
        None comes with the product. Fetch one from its publisher, compare its SHA-256 with what they publish,
        upload it here, have it reviewed and put into Defender’s library. On a device’s console,{' '}
        <code>run</code> of the wrapper puts it there and starts it, once it has found the pinned SHA-256 on
        the device too; the lines after it look how far it is and take the archive into custody by themselves.
      </p>
      {isPart && (
        <p className="mt-2 max-w-[75ch] text-[13px] text-ink-2">
          Looked for among the first {scripts.length} of {inAll} scripts whose names are like a collector’s.
          The others stand in the list above: find them by name.
        </p>
      )}
      <div className="mt-4 grid gap-6 lg:grid-cols-2">
        {collectors.map((one) => (
          <CollectorFacts key={one.name} collector={one} {...{ scripts, isPart }} />
        ))}
      </div>
    </section>
  );
}

function CollectorFacts({
  collector,
  scripts,
  isPart,
}: {
  collector: Collector;
  scripts: readonly ScriptRow[];
  isPart: boolean;
}) {
  const nobody = isPart ? 'Unknown: it is not among those looked through.' : 'Nobody has brought it yet.';
  const pinned = scripts.find(({ fileName, state }) => state === 'reviewed' && collector.is(fileName));
  const wrapper = scripts.find(({ fileName }) => fileName === collector.wrapper);
  return (
    <div className="min-w-0 border-t border-hairline pt-3 text-[13px]">
      <h3 className="text-[15px] font-semibold">{collector.name}</h3>
      <dl className="mt-2 grid gap-2">
        <Fact label="From">{collector.from}</Fact>
        <Fact label="Upload as">{collector.upload}</Fact>
        <Fact label="Wrapper">
          {wrapper === undefined ? (
            collector.wrapper
          ) : (
            <Link className="underline" href={`/scripts/${wrapper.id}`}>
              {wrapper.fileName}
            </Link>
          )}
        </Fact>
        <Fact label="What it turns on">{collector.turnsOn}</Fact>
        <Fact label="Mind">{collector.caution}</Fact>
        <Fact label="Pinned SHA-256">{pinned === undefined ? nobody : <Digest value={pinned.sha256} />}</Fact>
      </dl>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-2">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
