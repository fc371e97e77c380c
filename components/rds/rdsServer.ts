import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../contracts";
import { dependenciesOf } from "../shared/dependencies";
import { refuse } from "../shared/refuse";
import type { Engine, RdsServerArgs } from "./args";
import { auroraVariant } from "./aurora";
import type { DatabaseServer } from "./databaseServer";
import { createMaster, createMonitoring, createSecurityGroup } from "./foundation";
import { instanceVariant } from "./instance";
import { rdsProblems } from "./problems";
import type { CreatedServer, ServerContext, ServerRequest, Variant } from "./variant";

export type { Engine, Origin, RdsBackupArgs, RdsServerArgs } from "./args";

/** A server whose automated backups can be copied. */
export interface BackupSource {
    /** Name of the server, unique in the component. */
    readonly name: string;
    /** Identifier in RDS. */
    readonly identifier: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
}

/** PostgreSQL 15 that AWS runs: RDS with a standby and read replicas, or Aurora. */
export class RdsServer extends pulumi.ComponentResource {
    /** The server to run on: what `RdsDatabases` makes the databases on. */
    public readonly server: DatabaseServer;
    /** The server to run on, whose automated backups `RdsBackupCopies` takes to another region. */
    public readonly source: BackupSource;
    /** Servers that it ran on before: their backups are all there is of the time before. */
    public readonly earlier: readonly BackupSource[];
    public readonly workloads: Workload[];

    constructor(name: string, args: RdsServerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:RdsServer", name, args, opts);
        refuse(this, rdsProblems(args));
        const child = { parent: this, dependsOn: dependenciesOf(opts) };

        const context: ServerContext = {
            name,
            args,
            securityGroupId: createSecurityGroup(name, args, child),
            monitoring: createMonitoring(name, child),
            master: createMaster(name, args, child),
            opts: { parent: this },
        };
        const create = variantOf(args.engine)(context);
        const first = create({ name, beginning: args.from ?? { kind: "empty" } });
        const restored = args.restore && create(restoreOf(first, args.restore));

        this.server = endpointsOf(restored ?? first, context);
        this.source = sourceOf(restored ?? first);
        this.earlier = restored === undefined ? [] : [sourceOf(first)];
        this.workloads = [...first.workloads, ...(restored?.workloads ?? [])];
        this.registerOutputs({
            server: this.server,
            source: this.source,
            earlier: this.earlier,
            workloads: this.workloads,
        });
    }
}

function variantOf(engine: Engine): Variant {
    return engine.kind === "rds" ? instanceVariant(engine) : auroraVariant;
}

function restoreOf(of: CreatedServer, { as, ...point }: NonNullable<RdsServerArgs["restore"]>): ServerRequest {
    return { name: as, beginning: { kind: "restored", of, point } };
}

function sourceOf({ name, identifier, arn }: CreatedServer): BackupSource {
    return { name, identifier, arn };
}

function endpointsOf({ name, host, readerHost }: CreatedServer, { args, master }: ServerContext): DatabaseServer {
    return {
        name,
        host,
        readerHost,
        maxConnections: args.maxConnections,
        masterSecretArn: master.secretArn,
        acceptsWrites: args.from?.kind !== "replicaOf" || args.from.promoted,
    };
}
