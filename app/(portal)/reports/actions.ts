'use server';

import { requestReport } from '@/lib/procedures/report/request-report.ts';
import { action } from '@/lib/web/action.ts';

export const requestReportAction = action(requestReport);
