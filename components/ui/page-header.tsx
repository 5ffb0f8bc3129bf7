import Link from 'next/link';
import type { ReactNode } from 'react';
import { PlainText } from './plain-text.tsx';

/** Breadcrumb, title, state and the page's actions. What a device or a source named shows what it hides. */
export function PageHeader({
  breadcrumb,
  title,
  subtitle,
  status,
  actions,
}: {
  breadcrumb: readonly { readonly label: string; readonly href?: string }[];
  title: string;
  subtitle?: ReactNode;
  status?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <>
      {breadcrumb.length > 1 && (
        <nav aria-label="Where you are" className="mb-5 text-[13px] text-ink-2 [overflow-wrap:anywhere]">
          <ol className="flex flex-wrap gap-x-1.5">
            {breadcrumb.map((step, index) => (
              <li key={step.label} className="flex gap-x-1.5">
                {index > 0 && <span aria-hidden="true">/</span>}
                {step.href === undefined ? (
                  <PlainText text={step.label} />
                ) : (
                  <Link className="hover:underline" href={step.href}>
                    <PlainText text={step.label} />
                  </Link>
                )}
              </li>
            ))}
          </ol>
        </nav>
      )}
      <header className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-[23px] leading-[1.3] font-semibold [overflow-wrap:anywhere]">
              <PlainText text={title} />
            </h1>
            {status}
          </div>
          {subtitle !== undefined && (
            <div className="mt-0.5 text-ink-2 [overflow-wrap:anywhere]">
              {typeof subtitle === 'string' ? <PlainText text={subtitle} /> : subtitle}
            </div>
          )}
        </div>
        {actions !== undefined && actions !== null && (
          <div className="no-print flex flex-wrap gap-2">{actions}</div>
        )}
      </header>
    </>
  );
}
