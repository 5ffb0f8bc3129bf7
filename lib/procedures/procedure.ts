import type { z } from 'zod';
import type { AcquisitionStep } from '../custody/acquisition.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { CustodyEventType } from '../custody/custody-event.ts';
import type { Permission } from '../custody/permission.ts';
import type { ActivityLog } from '../ports/activity-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { ControllerActs } from '../ports/controller-acts.ts';
import type { CustodyRegister, StepLease } from '../ports/custody-register.ts';
import type { DiskSnapshots } from '../ports/disk-snapshots.ts';
import type { EvidenceLinks } from '../ports/evidence-links.ts';
import type { EvidenceLocker } from '../ports/evidence-locker.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import type { MachineDirectory, PersonScope } from '../ports/machine-directory.ts';
import type { OwnScripts } from '../ports/own-scripts.ts';
import type { PackageReader } from '../ports/package-reader.ts';
import type { PeopleDirectory } from '../ports/people-directory.ts';
import type { ReferenceVaultSource } from '../ports/reference-vault.ts';
import type { StagedSources } from '../ports/staged-sources.ts';
import type { WorkingDisks } from '../ports/working-disks.ts';
import type { DeviceHatches } from './device/device-hatches.ts';
import type { ReportHatches } from './report/report-hatches.ts';

/** Everything a procedure can reach. Wired once, in runtime/runtime.ts. */
export interface ProcedureContext {
  readonly register: CustodyRegister;
  readonly machines: MachineDirectory;
  readonly scope: PersonScope;
  readonly snapshots: DiskSnapshots;
  readonly locker: EvidenceLocker;
  readonly links?: EvidenceLinks; // absent: no identity signs links here
  readonly workingDisks?: WorkingDisks; // absent: nobody makes disks of copies here
  readonly devices?: DeviceHatches; // absent: Defender is not set up
  readonly staged?: StagedSources; // absent: nothing is taken over from other storage here
  readonly reference?: ReferenceVaultSource; // absent: there is no older custody room
  readonly scripts?: OwnScripts; // absent: none come with this installation
  readonly packages?: PackageReader; // absent: nothing reads packages here
  readonly reports?: ReportHatches; // absent: no reports are made here
  readonly activity: ActivityLog;
  readonly incidents: IncidentSource;
  readonly people: PeopleDirectory;
  /** What a controller's own account does, with the token that the tenant gave for it. */
  readonly controllerActs: (token: string) => ControllerActs;
  readonly clock: Clock;
  readonly policy: CustodyPolicy;
  readonly worker: { readonly id: string; readonly address: string };
}

/** The tenant's own choices, from the settings. */
export interface CustodyPolicy {
  readonly retentionDays: number;
  readonly maxDiskBytes: bigint;
  /** Whether a person must type the locker's name before the tenant's first lock, or the set-up confirmed it. */
  readonly firstLockConfirmation: 'ask' | 'given';
  readonly consoleExtensions?: boolean; // whether the console has commands beyond Microsoft's table; absent: no
}

/** What a person can do: one file per verb. `run` is called only after `permission` was checked by the door. */
export interface Procedure<I, R> {
  readonly name: string;
  readonly permission: Permission;
  readonly input: z.ZodType<I>;
  readonly records: readonly CustodyEventType[];
  run(context: ProcedureContext, actor: PersonActor, input: I): Promise<R>;
}

/** One step of an acquisition: one file, one durable job, one recorded fact. */
export interface StepProcedure {
  readonly step: AcquisitionStep;
  readonly records: readonly CustodyEventType[];
  run(context: ProcedureContext, lease: StepLease, signal: AbortSignal): Promise<void>;
}
