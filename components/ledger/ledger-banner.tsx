import Link from 'next/link';
import type { ReactNode } from 'react';
import type { AnchorContradiction, LedgerAlarm, LedgerFreezeView } from '@/lib/queries/ledger-alarm.ts';
import { anchorTitle } from './anchor-words.ts';

/** On every page while the ledger and its anchors disagree: what, where, since when, what is safe, what to do. */
export function LedgerBanner({ alarm, linked }: { alarm: LedgerAlarm; linked: boolean }) {
  const { freeze, contradictions } = alarm;
  if (freeze === null && contradictions.length === 0) return null;
  return (
    <section
      aria-label="The ledger disagrees with its anchors"
      role="alert"
      className="border-b border-bad bg-bad-soft px-4 py-3 md:px-8"
    >
      {freeze !== null && <Frozen freeze={freeze} linked={linked} />}
      {contradictions.map((one) => (
        <Contradicted key={`${one.kind} ${one.name}`} one={one} />
      ))}
      <details className="mt-2">
        <summary className="cursor-pointer text-[13px] font-medium">What is safe, and what to do</summary>
        <WhatToDo freeze={freeze} />
      </details>
    </section>
  );
}

function Frozen({ freeze, linked }: { freeze: LedgerFreezeView; linked: boolean }) {
  const { firstIndex, since, checkedAt } = freeze;
  return (
    <div>
      <Title>The ledger is frozen. {freeze.attack}.</Title>
      <p className="mt-0.5">
        {freeze.words}{' '}
        {firstIndex === null ? (
          'No single entry can be named.'
        ) : (
          <>First difference: {linked ? <EntryLink index={firstIndex} /> : `entry ${firstIndex}`}.</>
        )}{' '}
        Since {short(since)}, seen again {short(checkedAt)}.
      </p>
    </div>
  );
}

function Contradicted({ one }: { one: AnchorContradiction }) {
  return (
    <div className="mt-1 first:mt-0">
      <Title>{anchorTitle(one)} contradicts this ledger.</Title>
      <p className="mt-0.5">
        {one.problem}
        {one.since !== null && ` Since ${short(one.since)}.`}
      </p>
    </div>
  );
}

function WhatToDo({ freeze }: { freeze: LedgerFreezeView | null }) {
  return (
    <ul className="mt-1 grid max-w-[90ch] list-disc gap-1 pl-5">
      <li>
        Safe: the copies in the evidence locker, under their retention and holds, and what the anchors hold
        {freeze !== null && ` (${freeze.anchoredSize} entries)`}.
        {freeze !== null && ' What happens now is still recorded; it is signed once the ledger agrees again.'}
      </li>
      <li>Hand out no evidence and rely on no timeline until this is explained. Tell a controller.</li>
      <li>Change nothing in the database by hand, and keep a copy of it as it is.</li>
      <li>
        Whoever runs Holdfast: <Command>holdfast fsck</Command> names every difference with its proof. Stop
        the portal and its workers before <Command>holdfast recover</Command>: it puts back what is gone,
        unless something else was recorded in its place meanwhile. What was changed it leaves as it is, as
        evidence, and rebuilds the ledger in an empty database.
      </li>
    </ul>
  );
}

function Title({ children }: { children: ReactNode }) {
  return (
    <p className="font-semibold text-bad">
      <span aria-hidden="true">× </span>
      {children}
    </p>
  );
}

function EntryLink({ index }: { index: string }) {
  return (
    <Link className="underline" href={`/ledger?q=${index}`}>
      entry {index}
    </Link>
  );
}

function Command({ children }: { children: string }) {
  return <code className="font-mono text-[13px]">{children}</code>;
}

function short(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`;
}
