import type * as pulumi from "@pulumi/pulumi";
import { Instance, type InstanceArgs } from "@pulumi/aws/rds/instance";
import { ParameterGroup } from "@pulumi/aws/rds/parameterGroup";
import type { NetworkZone } from "../../contracts";
import type { Engine } from "./args";
import { RELEASES } from "./catalogue";
import { createSubnetGroup } from "./foundation";
import { serverParameters } from "./parameters";
import { POSTGRES_PORT } from "./port";
import {
    createLogGroups,
    instanceSettings,
    maintenanceWindowOf,
    PATIENCE,
    protectedOptions,
    safetySettings,
} from "./settings";
import { identifierOf, type Beginning, type CreatedServer, type ServerContext, type Variant } from "./variant";
import { primaryWorkload, primaryZones, replicaWorkload, zonesFrom } from "./workloads";

/** RDS for PostgreSQL: a primary with its standby, and read replicas beside it. */

const LOGS = ["postgresql", "upgrade"];

type Storage = Extract<Engine, { kind: "rds" }>;

/** What the instances of a component share. */
interface InstanceContext extends ServerContext {
    readonly storage: Storage;
    readonly parameterGroup: pulumi.Output<string>;
    readonly primarySubnets: pulumi.Output<string>;
    readonly replicaSubnets: pulumi.Output<string>;
}

export function instanceVariant(storage: Storage): Variant {
    return (context) => {
        const shared = { ...context, storage, ...createShared(context) };
        return ({ name, beginning }) => {
            const primary = createPrimary(shared, name, beginning);
            return withReplicas(shared, name, primary);
        };
    };
}

function createShared(context: ServerContext) {
    const { name, args, opts } = context;
    const { zones } = args.network;
    const parameters = new ParameterGroup(
        `${name}-parameters`,
        {
            family: RELEASES.rds.family,
            description: "Sizes from the memory of the class; TLS forced",
            parameters: serverParameters("rds", args.instanceClass, args.maxConnections),
            tags: { Name: `${name}-parameters` },
        },
        opts,
    );
    return {
        parameterGroup: parameters.id,
        // RDS chooses the zones of a primary and its standby among those of the group, and never lets it be changed: two of them, so
        // that the third one is left for a replica.
        primarySubnets: createSubnetGroup(`${name}-subnets`, zones.slice(0, 2), context),
        replicaSubnets: createSubnetGroup(`${name}-replica-subnets`, zones, context),
    };
}

/** A restore takes no other key for the storage, and so none may be named. */
const KEY_OF_THE_BACKUPS = undefined;

/** How a primary begins, in terms of the resource. */
const BEGINNINGS: {
    readonly [K in Beginning["kind"]]: (beginning: Extract<Beginning, { kind: K }>) => Partial<InstanceArgs>;
} = {
    empty: () => ({}),
    restored: ({ of, point: { time, snapshot } }) =>
        snapshot === undefined
            ? {
                  restoreToPointInTime: { sourceDbInstanceIdentifier: of.identifier, ...moment(time) },
                  kmsKeyId: KEY_OF_THE_BACKUPS,
              }
            : {
                  snapshotIdentifier: snapshot,
                  kmsKeyId: KEY_OF_THE_BACKUPS,
                  // As large as the snapshot: the storage may have grown, and none can shrink.
                  allocatedStorage: undefined,
              },
    backups: ({ automatedBackupsArn, time }) => ({
        restoreToPointInTime: { sourceDbInstanceAutomatedBackupsArn: automatedBackupsArn, ...moment(time) },
        kmsKeyId: KEY_OF_THE_BACKUPS,
    }),
    // A replica without its source is promoted, in place.
    replicaOf: ({ sourceArn, promoted }) => (promoted ? {} : { replicateSourceDb: sourceArn }),
};

function beginningFields<K extends Beginning["kind"]>(
    beginning: Extract<Beginning, { kind: K }>,
): Partial<InstanceArgs> {
    return BEGINNINGS[beginning.kind](beginning);
}

function moment(time: string | undefined) {
    return time === undefined ? { useLatestRestorableTime: true } : { restoreTime: time };
}

function createPrimary(context: InstanceContext, name: string, beginning: Beginning): Instance {
    const { args, storage, master, monitoring } = context;
    const [zone] = args.network.zones;
    const identifier = identifierOf(context, name);
    const logs = createLogGroups(context, name, "instance", identifier, LOGS);
    return new Instance(
        name,
        {
            ...storageAndAccess(context),
            ...safetySettings(context, name),
            ...master.login,
            allocatedStorage: storage.storageGiB,
            ...beginningFields(beginning),
            identifier,
            dbSubnetGroupName: context.primarySubnets,
            multiAz: args.multiAz,
            // RDS takes no zone for an instance with a standby.
            availabilityZone: args.multiAz ? undefined : zone?.name,
            backupWindow: args.backup.window,
            tags: { Name: identifier },
        },
        { ...protectedOptions(context), dependsOn: [...logs, monitoring.attachment] },
    );
}

/** What primary and replicas have alike. */
function storageAndAccess(context: InstanceContext) {
    return {
        ...instanceSettings(context),
        copyTagsToSnapshot: true,
        storageType: "gp3",
        maxAllocatedStorage: context.storage.maxStorageGiB,
        port: POSTGRES_PORT,
        parameterGroupName: context.parameterGroup,
        vpcSecurityGroupIds: [context.securityGroupId],
        iamDatabaseAuthenticationEnabled: false,
        databaseInsightsMode: "standard",
        enabledCloudwatchLogsExports: LOGS,
        maintenanceWindow: maintenanceWindowOf(context),
    };
}

function withReplicas(context: InstanceContext, name: string, primary: Instance): CreatedServer {
    const { args } = context;
    const { zones } = args.network;
    const ownZones = primaryZones(zones, args.multiAz);
    const replicaZones = zonesFrom(zones, ownZones.length, args.readReplicas);
    const [first] = replicaZones.map((zone, index) =>
        createReplica(context, `${name}-replica-${index + 1}`, primary, zone),
    );
    const workloads = [primaryWorkload(name, args.instanceClass, ownZones)];
    return {
        name,
        identifier: primary.identifier,
        arn: primary.arn,
        host: primary.address,
        readerHost: first?.address,
        workloads:
            first === undefined
                ? workloads
                : [...workloads, replicaWorkload(`${name}-replica`, args.instanceClass, replicaZones)],
    };
}

/** Nothing is lost with a replica: it is neither backed up nor protected, so that their number can go down. */
function createReplica(context: InstanceContext, name: string, primary: Instance, zone: NetworkZone): Instance {
    const { opts, monitoring } = context;
    const identifier = identifierOf(context, name);
    const logs = createLogGroups(context, name, "instance", identifier, LOGS);
    return new Instance(
        name,
        {
            ...storageAndAccess(context),
            identifier,
            // By ARN, as the API wants it where a subnet group is given.
            replicateSourceDb: primary.arn,
            dbSubnetGroupName: context.replicaSubnets,
            availabilityZone: zone.name,
            multiAz: false,
            // With the key of the primary; RDS wants none to be named.
            storageEncrypted: true,
            skipFinalSnapshot: true,
            tags: { Name: identifier },
        },
        { ...opts, customTimeouts: PATIENCE, dependsOn: [...logs, monitoring.attachment] },
    );
}
