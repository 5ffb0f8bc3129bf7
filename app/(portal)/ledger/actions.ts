'use server';

import { startVerification } from '@/lib/procedures/ledger/start-verification.ts';
import { action } from '@/lib/web/action.ts';

export const startVerificationAction = action(startVerification);
