'use server';

import { listPackage } from '@/lib/procedures/package/list-package.ts';
import { readPackageFile } from '@/lib/procedures/package/read-package-file.ts';
import { action } from '@/lib/web/action.ts';

export const listPackageAction = action(listPackage);
export const readPackageFileAction = action(readPackageFile);
