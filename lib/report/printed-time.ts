/** Prints times twice: in UTC to the digit that was recorded, and by the reader's own clock with its zone. */
export type PrintTime = (at: string) => string;

/** In: an IANA zone. Its printer takes RFC 3339 in UTC; what is no time is printed as it stands. */
export function printedTime(timeZone: string): PrintTime {
  const local = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, hourCycle: 'h23', timeZoneName: 'longOffset' },
    ...{
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    },
  });
  return (at) => {
    const time = Date.parse(at);
    if (Number.isNaN(time)) return at;
    const utc = utcWords(at);
    const part = new Map(local.formatToParts(time).map(({ type, value }) => [type, value]));
    const own = `${part.get('year')}-${part.get('month')}-${part.get('day')} ${part.get('hour')}:${part.get('minute')}:${part.get('second')} ${part.get('timeZoneName')}`;
    return timeZone === 'UTC' ? utc : `${utc} (${own}, ${timeZone})`;
  };
}

/** The same in UTC alone. In: RFC 3339, in UTC. */
export function utcWords(at: string): string {
  return `${at.replace('T', ' ').replace(/Z$/, '')} UTC`;
}
