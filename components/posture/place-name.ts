/** The last name of an ARM id: what people call the thing. A word that is no id stays as it is. */
export function placeName(place: string): string {
  return place.split('/').at(-1) ?? place;
}
