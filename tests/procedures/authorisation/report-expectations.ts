import { NextRequest } from 'next/server';
import { cookieOf, ownPage, personOf, publicUrl } from '../../support/portal.ts';
import { reportOn } from '../../support/report-on.ts';
import { run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

type Handler = (request: NextRequest, context: { params: Promise<object> }) => Promise<Response>;

const files = ['app/api/reports/[id]/route.ts', 'app/api/reports/[id]/certification/route.ts'] as const;

/** What must hold of custody reports beyond roles. */
export const reportExpectations: readonly Expectation[] = [
  {
    entry: 'a custody report',
    files: [
      'lib/procedures/report/sealed-report.ts',
      'lib/procedures/report/download-report.ts',
      'lib/procedures/custody/visible-item.ts',
    ],
    sentence:
      'of a restricted incident is handed out to its members alone, and so is a certification beside it',
    async problems(house) {
      const evidenceId = await sealedReportOn(house);
      const lead = personOf('lead');
      const found = {
        file: await codeOf(run(house, 'report/download-report.ts', lead, { evidenceId })),
        certification: await codeOf(
          run(house, 'report/draw-certification.ts', lead, { evidenceId, template: 'us-902-14' }),
        ),
      };
      return differs('a lead', found, { file: 'not-found', certification: 'not-found' });
    },
  },
  {
    entry: 'the routes of custody reports',
    files: [...files, 'lib/web/report-route.ts'],
    sentence: 'answer nobody who is not signed in, no page of others, and nobody about a hidden incident',
    async problems(house) {
      const evidenceId = await sealedReportOn(house);
      const cookie = await cookieOf(house.database, personOf('lead'));
      const found = await Promise.all(
        files.map(async (file) => {
          const statuses = {
            stranger: await statusOf(house, file, evidenceId, ownPage),
            foreignPage: await statusOf(house, file, evidenceId, { cookie, 'sec-fetch-site': 'cross-site' }),
            hidden: await statusOf(house, file, evidenceId, { cookie, ...ownPage }),
          };
          return differs(file, statuses, { stranger: 401, foreignPage: 403, hidden: 404 });
        }),
      );
      return found.flat();
    },
  },
];

async function sealedReportOn({ database, hidden }: House): Promise<string> {
  const evidenceId = await reportOn(database, hidden);
  await database.asAdmin(
    "update evidence_item set state = 'sealed', size_bytes = 512, sha256 = repeat('0', 64) where id = $1",
    [evidenceId],
  );
  return evidenceId;
}

async function statusOf(
  house: House,
  file: string,
  id: string,
  headers: Record<string, string>,
): Promise<number> {
  const { GET } = (await house.load(file)) as { GET: Handler };
  const url = new URL(`/api/reports/${id}?template=us-902-14`, publicUrl);
  const response = await GET(new NextRequest(url, { headers }), { params: Promise.resolve({ id }) });
  await response.body?.cancel();
  return response.status;
}
