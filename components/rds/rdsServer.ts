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
import type { Beginning, CreatedServer, ServerContext, Variant } from "./variant";

export type { Engine, Origin, RdsBackupArgs, RdsServerArgs } from "./args";

/** PostgreSQL 15 that AWS runs: RDS with a standby and read replicas, or Aurora. */
export class RdsServer extends pulumi.ComponentResource {
    /** The server to run on: what `RdsDatabases` makes the databases on. */
    public readonly server: DatabaseServer;
    /** The first server, whose automated backups `RdsBackupCopies` takes to another region. */
    public readonly sourceArn: pulumi.Output<string>;
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
        const restored =
            args.restore && create({ name: args.restore.as, beginning: restoredFrom(first, args.restore) });

        this.server = endpointsOf(restored ?? first, context);
        this.sourceArn = first.arn;
        this.workloads = [first, ...(restored === undefined ? [] : [restored])].flatMap(({ workloads }) => workloads);
        this.registerOutputs({ server: this.server, sourceArn: this.sourceArn, workloads: this.workloads });
    }
}

function variantOf(engine: Engine): Variant {
    return engine.kind === "rds" ? instanceVariant(engine) : auroraVariant;
}

function restoredFrom(of: CreatedServer, { time }: { readonly time?: string }): Beginning {
    return { kind: "restored", of, time };
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
