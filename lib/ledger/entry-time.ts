/** Whether a text is RFC 3339 in UTC with six digits, and names a time that there is. */
export function isTimestamp(text: string): boolean {
  return text.length === 27 && !Number.isNaN(timeAt(ascii.encode(text), 0));
}

/** Days of a month of the Gregorian calendar; 0 if there is no such month. */
function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  if (month === 4 || month === 6 || month === 9 || month === 11) return 30;
  return month >= 1 && month <= 12 ? 31 : 0;
}

/**
 * A timestamp as microseconds since 1970. An earlier time is never the larger number; exact up to the year 2255. In:
 * what `isTimestamp` holds.
 */
export function microsecondsOf(t: string): number {
  return timeAt(ascii.encode(t), 0);
}

const ascii = new TextEncoder();

/**
 * The same of the 27 letters that begin at `at`; NaN unless they are a timestamp. Digit by digit: slices of texts cost
 * more to compare than everything else about an entry.
 */
export function timeAt(bytes: Uint8Array, at: number): number {
  const isSpelled =
    bytes[at + 4] === 0x2d &&
    bytes[at + 7] === 0x2d &&
    bytes[at + 10] === 0x54 &&
    bytes[at + 13] === 0x3a &&
    bytes[at + 16] === 0x3a &&
    bytes[at + 19] === 0x2e &&
    bytes[at + 26] === 0x5a;
  const year = digits(bytes, at, 4);
  const month = digits(bytes, at + 5, 2);
  const day = digits(bytes, at + 8, 2);
  const hour = digits(bytes, at + 11, 2);
  const minute = digits(bytes, at + 14, 2);
  const second = digits(bytes, at + 17, 2);
  const isTime = day > 0 && day <= daysOf(year, month) && hour < 24 && minute < 60 && second < 60;
  if (!isSpelled || !isTime) return Number.NaN;
  const seconds = (daysBefore(year, month, day) * 24 + hour) * 3600 + minute * 60 + second;
  return seconds * 1e6 + digits(bytes, at + 20, 6);
}

/** The reverse, for words. */
export function timestampOf(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  const rest = String(microseconds - milliseconds * 1000).padStart(3, '0');
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${rest}Z`;
}

/** Days since 1970 of the Gregorian calendar, with years that begin in March so that a leap day is a year's last. */
function daysBefore(calendarYear: number, month: number, day: number): number {
  const year = calendarYear - (month < 3 ? 1 : 0);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leapDays + dayOfYear - 719_468;
}

/** Not a number if one of them is no digit. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i += 1) {
    const digit = (bytes[i] ?? 0) - 0x30;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}
