import { Cluster, type ClusterArgs } from "@pulumi/aws/rds/cluster";
import { ClusterInstance } from "@pulumi/aws/rds/clusterInstance";
import { ClusterParameterGroup } from "@pulumi/aws/rds/clusterParameterGroup";
import { RELEASES } from "./catalogue";
import { createSubnetGroup } from "./foundation";
import { serverParameters } from "./parameters";
import { POSTGRES_PORT } from "./port";
import { createLogGroups, instanceSettings, maintenanceWindowOf, protectedOptions, safetySettings } from "./settings";
import { identifierOf, type Beginning, type CreatedServer, type ServerContext, type Variant } from "./variant";
import { auroraInstances, auroraWorkload, zonesFrom } from "./workloads";

/** Aurora PostgreSQL: instances over the zones, one of which writes, on one storage that is in three zones. */

const LOGS = ["postgresql"];

export const auroraVariant: Variant = (context) => {
    const { name, args, opts } = context;
    const parameters = new ClusterParameterGroup(
        `${name}-parameters`,
        {
            family: RELEASES.aurora.family,
            description: "Sizes from the memory of the class; TLS forced",
            parameters: serverParameters("aurora", args.instanceClass, args.maxConnections),
            tags: { Name: `${name}-parameters` },
        },
        opts,
    );
    const shared = {
        dbClusterParameterGroupName: parameters.id,
        dbSubnetGroupName: createSubnetGroup(`${name}-subnets`, args.network.zones, context),
    };
    return ({ name: serverName, beginning }) => {
        const cluster = createCluster(context, serverName, shared, beginning);
        return withInstances(context, serverName, cluster);
    };
};

function createCluster(
    context: ServerContext,
    name: string,
    shared: Pick<ClusterArgs, "dbClusterParameterGroupName" | "dbSubnetGroupName">,
    beginning: Beginning,
): Cluster {
    const { args, master } = context;
    const { engine, version } = RELEASES.aurora;
    const identifier = identifierOf(context, name);
    const logs = createLogGroups(context, name, "cluster", identifier, LOGS);
    return new Cluster(
        name,
        {
            ...safetySettings(context, name),
            ...shared,
            ...restoreFields(beginning),
            engine,
            engineVersion: version,
            clusterIdentifier: identifier,
            masterUsername: master.login?.username,
            masterPassword: master.login?.password,
            port: POSTGRES_PORT,
            vpcSecurityGroupIds: [context.securityGroupId],
            iamDatabaseAuthenticationEnabled: false,
            databaseInsightsMode: "standard",
            copyTagsToSnapshot: true,
            applyImmediately: false,
            enabledCloudwatchLogsExports: LOGS,
            preferredBackupWindow: args.backup.window,
            preferredMaintenanceWindow: maintenanceWindowOf(context),
            tags: { Name: identifier },
        },
        { ...protectedOptions(context), dependsOn: logs },
    );
}

/** Only a restore in the region: what Aurora cannot do is refused with the arguments. */
function restoreFields(beginning: Beginning): Pick<ClusterArgs, "restoreToPointInTime" | "snapshotIdentifier"> {
    if (beginning.kind !== "restored") {
        return {};
    }
    const { of, point } = beginning;
    const { time, snapshot } = point;
    if (snapshot !== undefined) {
        return { snapshotIdentifier: snapshot };
    }
    const moment = time === undefined ? { useLatestRestorableTime: true } : { restoreToTime: time };
    return { restoreToPointInTime: { sourceClusterIdentifier: of.identifier, ...moment } };
}

function withInstances(context: ServerContext, name: string, cluster: Cluster): CreatedServer {
    const { args } = context;
    const count = auroraInstances(args.multiAz, args.readReplicas);
    const zones = zonesFrom(args.network.zones, 0, count);
    zones.forEach((zone, index) => {
        const identifier = identifierOf(context, `${name}-${index + 1}`);
        new ClusterInstance(
            `${name}-${index + 1}`,
            {
                ...instanceSettings(context),
                identifier,
                clusterIdentifier: cluster.id,
                dbSubnetGroupName: cluster.dbSubnetGroupName,
                availabilityZone: zone.name,
                preferredMaintenanceWindow: maintenanceWindowOf(context),
                // The first reader takes over before the others.
                promotionTier: index,
                tags: { Name: identifier },
            },
            { ...context.opts, dependsOn: context.monitoring.attachment },
        );
    });
    return {
        name,
        identifier: cluster.clusterIdentifier,
        arn: cluster.arn,
        host: cluster.endpoint,
        readerHost: count > 1 ? cluster.readerEndpoint : undefined,
        workloads: [auroraWorkload(name, args.instanceClass, zones)],
    };
}
