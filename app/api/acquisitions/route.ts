import { requestAcquisition } from '@/lib/procedures/acquisition/request-acquisition.ts';
import { procedureRoute } from '@/lib/web/route.ts';

export const POST = procedureRoute(requestAcquisition);
