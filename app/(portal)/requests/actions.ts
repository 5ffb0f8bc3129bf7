'use server';

import { approveRequest } from '@/lib/procedures/access/approve-request.ts';
import { commentOnRequest } from '@/lib/procedures/access/comment-on-request.ts';
import { makeLink } from '@/lib/procedures/access/make-link.ts';
import { refuseRequest } from '@/lib/procedures/access/refuse-request.ts';
import { requestAccess } from '@/lib/procedures/access/request-access.ts';
import { revokeGrant } from '@/lib/procedures/access/revoke-grant.ts';
import { revokeLinks } from '@/lib/procedures/access/revoke-links.ts';
import { withdrawRequest } from '@/lib/procedures/access/withdraw-request.ts';
import { removeWorkingCopy } from '@/lib/procedures/working-copy/remove-working-copy.ts';
import { requestWorkingCopy } from '@/lib/procedures/working-copy/request-working-copy.ts';
import { action } from '@/lib/web/action.ts';

export const requestAccessAction = action(requestAccess);
export const approveRequestAction = action(approveRequest);
export const refuseRequestAction = action(refuseRequest);
export const withdrawRequestAction = action(withdrawRequest);
export const commentOnRequestAction = action(commentOnRequest);
export const revokeGrantAction = action(revokeGrant);
export const makeLinkAction = action(makeLink);
export const revokeLinksAction = action(revokeLinks);
export const requestWorkingCopyAction = action(requestWorkingCopy);
export const removeWorkingCopyAction = action(removeWorkingCopy);
