/** A time to the minute, with its zone: "2026-11-21 23:46Z". In: RFC 3339, in UTC. */
export function minuteWords(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')}Z`;
}
