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
