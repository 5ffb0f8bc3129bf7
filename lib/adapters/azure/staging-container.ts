/**
 * The one container of the locker account without protection: pages of a disk wait here until they are whole.
 * The locker's identity may delete in it, and nowhere else.
 */
export const stagingContainer = 'holdfast-staging';
