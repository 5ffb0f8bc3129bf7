import Link from 'next/link';

/** Tabs that are links: the address says which one is open, and Back works. */
export function TabsNav({
  label,
  current,
  tabs,
}: {
  label: string;
  current: string;
  tabs: readonly {
    readonly id: string;
    readonly label: string;
    readonly href: string;
    readonly count?: number | string;
  }[];
}) {
  return (
    <nav aria-label={label} className="no-print mt-7 overflow-x-auto border-b border-hairline">
      <ul className="flex gap-6">
        {tabs.map((tab) => (
          <li key={tab.id}>
            <Link
              href={tab.href}
              aria-current={tab.id === current ? 'page' : undefined}
              className={`block border-b-2 py-2.5 whitespace-nowrap ${tab.id === current ? 'border-ink font-semibold' : 'border-transparent text-ink-2 hover:text-ink'}`}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="ml-1.5 text-[12px] font-normal text-ink-3">{tab.count}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
