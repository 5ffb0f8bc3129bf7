import { duration } from '@/lib/custody/duration.ts';

/** The last name of an ARM id: what people call the thing. A word that is no id stays as it is. */
export function placeName(place: string): string {
  return place.split('/').at(-1) ?? place;
}

export function ageOf(from: string, to: string): string {
  return duration(Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000)));
}
