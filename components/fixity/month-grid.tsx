import Link from 'next/link';
import type { FixityMark } from '@/lib/queries/fixity-entry.ts';
import type { FixityCalendar, FixityDay } from '@/lib/queries/get-fixity.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Icon, word and colour of each mark, worst first. */
const marks: readonly (readonly [FixityMark, string, string, string])[] = [
  ['failed', '×', 'failed', 'text-bad'],
  ['missed', '!', 'missed', 'text-attention'],
  ['due', '◌', 'due', 'text-ink-2'],
  ['withheld', '?', 'withheld', 'text-ink-2'],
  ['done', '✓', 'done', 'text-good'],
];

/** One month, a week a row; a day that has anything leads to its entries in the table below. */
export function MonthGrid({
  calendar: { month, today, days },
  open,
  dayHref,
}: {
  calendar: FixityCalendar;
  open: string | undefined; // the day whose entries are shown
  dayHref: (day: string) => string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="scrolls-sideways relative" aria-label={`Checks in ${month}, by day`} tabIndex={0}>
      <table className="mt-4 w-full min-w-[640px] table-fixed border-collapse text-[13px]">
        <caption className="sr-only">Checks in {month}, by day (UTC)</caption>
        <thead>
          <tr>
            {weekdays.map((name) => (
              <th key={name} scope="col" className="pb-1 text-left font-normal text-ink-2">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(days).map((week) => (
            <tr
              key={week.find((day) => day !== null)?.day ?? ''}
              className="border-t border-hairline align-top"
            >
              {week.map((day, index) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: a weekday's place never moves
                  key={index}
                  className={`h-[84px] py-1.5 pr-2 ${day !== null && day.day === open ? 'bg-accent-soft' : ''}`}
                >
                  {day !== null && <Day day={day} isToday={day.day === today} href={dayHref(day.day)} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Day({ day: { day, counts }, isToday, href }: { day: FixityDay; isToday: boolean; href: string }) {
  const number = Number(day.slice(8));
  const found = marks.filter(([mark]) => counts[mark] > 0);
  const head = (
    <span className={isToday ? 'font-semibold' : 'text-ink-2'}>
      {number}
      {isToday && ' · today'}
    </span>
  );
  if (found.length === 0) return head;
  return (
    <Link href={href} className="block hover:underline">
      <span className="sr-only">{day}: </span>
      <span aria-hidden="true">{head}</span>
      {found.map(([mark, icon, word, colour]) => (
        <span key={mark} className={`block whitespace-nowrap tabular-nums ${colour}`}>
          <span aria-hidden="true">{icon}</span> {counts[mark]} {word}
        </span>
      ))}
    </Link>
  );
}

/** Weeks begin on Monday; the days before and after the month are empty. */
function weeksOf(days: readonly FixityDay[]): readonly (readonly (FixityDay | null)[])[] {
  const first = days[0];
  if (first === undefined) return [];
  const before = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const cells = [...Array.from({ length: before }, () => null), ...days];
  const padded = [...cells, ...Array.from({ length: (7 - (cells.length % 7)) % 7 }, () => null)];
  return Array.from({ length: padded.length / 7 }, (_, week) => padded.slice(week * 7, week * 7 + 7));
}
