import { verifierPage } from '@/lib/web/verifier-page.ts';

export const dynamic = 'force-dynamic';

/** The verifier for outsiders: no sign-in, no data, and nothing that is opened in it leaves the browser. */
export async function GET(): Promise<Response> {
  return await verifierPage();
}
