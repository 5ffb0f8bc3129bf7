import type { LinkDesk, LinkLook, LinkRevocations } from './granted-links.ts';
import type { WorkingCopyDesk, WorkingCopyLook, WorkingCopyRuns } from './working-copies.ts';

/** What the register keeps of grants that are used past the portal. */
export interface GrantUseLook extends LinkLook, WorkingCopyLook {}
export interface GrantUseDesk extends LinkDesk, WorkingCopyDesk {}
export interface GrantUseRuns extends LinkRevocations, WorkingCopyRuns {}
