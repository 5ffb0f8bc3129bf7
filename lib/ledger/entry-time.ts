let soundMinute = ''; // the newest that was found to be one: most entries are of the minute of the one before

/** Whether a text is RFC 3339 in UTC with six digits, and names a time that there is. */
export function isTimestamp(text: string): boolean {
  const [, minute, second] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)\.\d{6}Z$/.exec(text) ?? [];
  if (minute === undefined || Number(second) >= 60) return false;
  if (minute !== soundMinute && !isMinute(minute)) return false;
  soundMinute = minute;
  return true;
}

function isMinute(text: string): boolean {
  const [year, month, day, hour, minute] = [0, 5, 8, 11, 14].map((at) => Number.parseInt(text.slice(at), 10));
  if (year === undefined || month === undefined || day === undefined) return false;
  const isClockTime = (hour ?? 24) < 24 && (minute ?? 60) < 60;
  return isClockTime && day > 0 && day <= daysOf(year, month);
}

/** Days of a month of the Gregorian calendar; 0 if there is no such month. */
function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : month >= 1 && month <= 12 ? 31 : 0;
}

/**
 * A timestamp as microseconds since 1970, digit by digit: slices of texts cost more to compare than everything else
 * about an entry. An earlier time is never the larger number; exact up to the year 2255. In: what `isTimestamp` holds.
 */
export function microsecondsOf(t: string): number {
  const seconds = (daysBefore(t) * 24 + digits(t, 11, 2)) * 3600 + digits(t, 14, 2) * 60 + digits(t, 17, 2);
  return seconds * 1e6 + digits(t, 20, 6);
}

/** The reverse, for words. */
export function timestampOf(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  const rest = String(microseconds - milliseconds * 1000).padStart(3, '0');
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${rest}Z`;
}

/** Days since 1970 of the Gregorian calendar, with years that begin in March so that a leap day is a year's last. */
function daysBefore(t: string): number {
  const month = digits(t, 5, 2);
  const year = digits(t, 0, 4) - (month < 3 ? 1 : 0);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + digits(t, 8, 2) - 1;
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leapDays + dayOfYear - 719_468;
}

function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i += 1) value = value * 10 + text.charCodeAt(i) - 0x30;
  return value;
}
