/** What Azure calls a thing inside its group: the last part of its resource id. */
export function lastName(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId;
}
