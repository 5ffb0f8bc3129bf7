/** Certifications that a person signs beside a report. */
export const certificationTemplates = [
  'us-902-13',
  'us-902-14',
  'uk-witness-statement',
  'india-bsa-63',
] as const;
export type CertificationTemplate = (typeof certificationTemplates)[number];

export const certificationNames: Readonly<Record<CertificationTemplate, string>> = {
  'us-902-13': 'United States: certification under Federal Rule of Evidence 902(13)',
  'us-902-14': 'United States: certification under Federal Rule of Evidence 902(14)',
  'uk-witness-statement': 'England and Wales: witness statement',
  'india-bsa-63': 'India: certificate under section 63(4)(c), Bharatiya Sakshya Adhiniyam 2023',
};
