/** The ways in, in the order in which the page offers them. */
export const importWays = [
  {
    id: 'by-hand',
    label: 'A file at hand',
    what: 'Your browser sends it: a photograph, a document, an archive, an image of up to 300 MB.',
  },
  {
    id: 'staged',
    label: 'Staging storage',
    what: 'A file of any size that the SOC has put into its staging container. Holdfast reads it from there and deletes nothing.',
  },
  {
    id: 'windows-365',
    label: 'Cloud PC under review',
    what: 'A snapshot that Windows 365 wrote when a Cloud PC was placed under review. Microsoft gives no digest of it.',
  },
] as const;
export type ImportWayId = (typeof importWays)[number]['id'];
