import * as pulumi from "@pulumi/pulumi";
import type { Group } from "@pulumi/aws/autoscaling/group";
import { POOL_LABEL, type IdentityProvider, type NetworkHandle } from "../../contracts";
import { canIdle } from "../shared/capacitySchedule";
import type { K3sClusterArgs } from "./args";
import { createApiLoadBalancer, type ApiLoadBalancer } from "./apiLoadBalancer";
import { createAuthorities, type Authorities } from "./authorities";
import { createBootstrapSecrets, type BootstrapSecret } from "./bootstrapSecrets";
import { architectureOf, K3S_BINARIES } from "./catalogue";
import { kubeconfig } from "./kubeconfig";
import { createGroup, createTemplate, type GroupArgs } from "./machines";
import { agentConfig, serverConfig } from "./nodeConfig";
import { API_PORT } from "./ports";
import { createIdentity, readSecret, serveCluster, type MachineIdentity } from "./roles";
import { autoscalerTags } from "./poolTags";
import { createSecurityGroups, type SecurityGroups } from "./securityGroups";
import { userData, type MachineSettings } from "./userData";
import { problemsOf, SERVERS } from "./validate";

export type { K3sClusterArgs } from "./args";

/** Tries, ten seconds apart, before the first server concludes that there is no cluster yet. */
const INIT_AFTER_TRIES = 6;

/**
 * Kubernetes on EC2 machines: k3s with three servers that hold etcd, one a zone, and agents in one group a zone. A lost machine is
 * replaced by its group and joins by itself; the kubeconfig is known to the program that creates it all. A lost server's Node is deleted
 * once EC2 says that its machine is gone, and k3s then takes it out of etcd.
 */
export class K3sCluster extends pulumi.ComponentResource {
    public readonly clusterName: string;
    /** For administrators; secret. */
    public readonly kubeconfig: pulumi.Output<string>;
    /** How a person gets it, from a stack that exports it as `kubeconfig`. */
    public readonly kubeconfigCommand: string;
    /** Pods have no identity in AWS. */
    public readonly identity: IdentityProvider = { kind: "keys" };
    /** Security group of every machine. */
    public readonly nodeSecurityGroupId: pulumi.Output<string>;
    /** Names of the agents' Auto Scaling groups by zone. */
    public readonly autoscalingGroupNames: Readonly<Record<string, pulumi.Output<string>[]>>;
    /** Exist once the API answers and all agents have been launched. */
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: K3sClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:K3sCluster", name, args, opts);
        this.refuseBadArguments(args);

        const authorities = createAuthorities(name, this);
        const secrets = createBootstrapSecrets(name, authorities, args.kmsKeyArn, this);
        const groups = this.createAccess(name, args);
        const api = this.createApi(name, args, groups, true);
        const publicApi = args.publicApi && this.createApi(name, args, groups, false);
        const servers = this.createServers(name, args, groups, api, publicApi, secrets.servers);
        const agents = this.createAgents(name, args, groups, api, secrets.agents);

        this.clusterName = args.clusterName;
        this.kubeconfig = this.computeKubeconfig(args, authorities, publicApi ?? api);
        this.kubeconfigCommand = "umask 077; pulumi stack output --show-secrets kubeconfig > kubeconfig.yaml";
        this.nodeSecurityGroupId = groups.ids.nodes;
        this.autoscalingGroupNames = Object.fromEntries(
            agents.map(({ zone, groups: inZone }) => [zone, inZone.map((group) => group.name)]),
        );
        this.ready = [...servers, ...agents.flatMap(({ groups: inZone }) => inZone)];
        this.registerOutputs({
            clusterName: this.clusterName,
            kubeconfig: this.kubeconfig,
            kubeconfigCommand: this.kubeconfigCommand,
            identity: this.identity,
            nodeSecurityGroupId: this.nodeSecurityGroupId,
            autoscalingGroupNames: this.autoscalingGroupNames,
        });
    }

    private refuseBadArguments(args: K3sClusterArgs): void {
        const problems = problemsOf(args);
        if (problems.length > 0) {
            const lines = problems.map(({ path, value, message }) => `${path} (${JSON.stringify(value)}) ${message}`);
            throw new pulumi.ResourceError(`K3sCluster cannot be created:\n${lines.join("\n")}`, this, true);
        }
    }

    private createAccess(name: string, args: K3sClusterArgs): SecurityGroups {
        return createSecurityGroups(
            name,
            {
                vpcId: args.network.vpcId,
                apiCidrs: [...new Set([...args.adminCidrs, ...(args.publicApi?.cidrs ?? [])])],
                loadBalancerSecurityGroupId: args.loadBalancerTargets?.securityGroupId,
            },
            this,
        );
    }

    private createApi(
        name: string,
        { network }: K3sClusterArgs,
        { ids }: SecurityGroups,
        internal: boolean,
    ): ApiLoadBalancer {
        return createApiLoadBalancer(
            internal ? `${name}-api` : `${name}-public-api`,
            {
                vpcId: network.vpcId,
                subnetIds: serverZones(network).map((zone) => (internal ? zone.privateSubnetId : zone.publicSubnetId)),
                securityGroupId: ids.api,
                internal,
            },
            this,
        );
    }

    private createServers(
        name: string,
        args: K3sClusterArgs,
        { ids, rules }: SecurityGroups,
        api: ApiLoadBalancer,
        publicApi: ApiLoadBalancer | undefined,
        secret: BootstrapSecret,
    ): Group[] {
        const balancers = [api, ...(publicApi === undefined ? [] : [publicApi])];
        const { network, region, snapshots, servers, kmsKeyArn, clusterName } = args;
        const zones = serverZones(network);
        const identity = createIdentity(
            `${name}-servers`,
            [
                ...readSecret(secret.arn, kmsKeyArn),
                ...serveCluster(snapshots.bucketArn, clusterName, snapshots.kmsKeyArn),
            ],
            this,
        );
        const text = pulumi
            .all([secret.arn, snapshots.bucket, api.host, pulumi.all(balancers.map(({ host }) => host))])
            .apply(([secretArn, bucket, apiHost, hosts]) =>
                userData({
                    settings: {
                        ...machineSettings(args, "server", servers.instanceType, apiHost, secretArn),
                        ROLE: "server",
                        BUCKET: bucket,
                        FIRST_ZONE: zones[0]?.name,
                        INIT_AFTER_TRIES,
                    },
                    config: serverConfig({ hosts, region, bucket, snapshots }),
                }),
            );
        const template = createTemplate(
            `${name}-server`,
            {
                ...this.commonTemplate(args, identity, "server"),
                instanceType: servers.instanceType,
                securityGroupIds: [ids.nodes, ids.servers],
                userData: text,
            },
            this,
        );
        return zones.map((zone) =>
            createGroup(
                `${name}-server`,
                {
                    template,
                    zone,
                    min: 1,
                    max: 1,
                    targetGroupArns: balancers.map(({ targetGroupArn }) => targetGroupArn),
                    tags: args.tags,
                    waitForHealth: true,
                    dependsOn: [
                        secret.written,
                        ...identity.granted,
                        ...rules,
                        ...balancers.map(({ listening }) => listening),
                    ],
                },
                this,
            ),
        );
    }

    private createAgents(
        name: string,
        args: K3sClusterArgs,
        { ids, rules }: SecurityGroups,
        api: ApiLoadBalancer,
        secret: BootstrapSecret,
    ): { readonly zone: string; readonly groups: Group[] }[] {
        const identity = createIdentity(`${name}-agents`, readSecret(secret.arn, args.kmsKeyArn), this);
        const { data, general, loadBalancerTargets: targets } = args;
        const pools = [
            { pool: "data", instanceType: data.instanceType, min: data.perZone, max: data.perZone },
            {
                pool: "general",
                instanceType: general.instanceType,
                min: general.minPerZone,
                max: general.maxPerZone,
                idle: general.idle,
            },
        ].map(({ pool, instanceType, ...size }) => ({
            pool,
            size,
            template: createTemplate(
                `${name}-${pool}`,
                {
                    ...this.commonTemplate(args, identity, pool),
                    instanceType,
                    securityGroupIds: [ids.nodes],
                    userData: pulumi.all([secret.arn, api.host]).apply(([secretArn, host]) =>
                        userData({
                            settings: machineSettings(args, pool, instanceType, host, secretArn),
                            config: agentConfig(),
                        }),
                    ),
                },
                this,
            ),
        }));
        return args.network.zones.map((zone) => ({
            zone: zone.name,
            groups: pools.map(({ pool, size, template }) =>
                createGroup(
                    `${name}-${pool}`,
                    {
                        template,
                        zone,
                        ...size,
                        targetGroupArns: targets === undefined ? [] : [targets.http, targets.https],
                        tags: {
                            ...args.tags,
                            ...(isAutoscaled(size) ? autoscalerTags(args.clusterName, pool, zone.name) : {}),
                        },
                        waitForHealth: false,
                        dependsOn: [secret.written, ...identity.granted, ...rules, api.listening],
                    },
                    this,
                ),
            ),
        }));
    }

    private commonTemplate({ volumeGiB, tags }: K3sClusterArgs, identity: MachineIdentity, pool: string) {
        return { volumeGiB, profileName: identity.profileName, tags: { ...tags, [POOL_LABEL]: pool } };
    }

    private computeKubeconfig(
        { clusterName }: K3sClusterArgs,
        { server, admin }: Authorities,
        { host }: ApiLoadBalancer,
    ): pulumi.Output<string> {
        return pulumi.secret(
            pulumi
                .all([host, server.certPem, admin.certPem, admin.keyPem])
                .apply(([name, serverCaPem, clientCertificatePem, clientKeyPem]) =>
                    kubeconfig({
                        clusterName,
                        host: name,
                        port: API_PORT,
                        serverCaPem,
                        clientCertificatePem,
                        clientKeyPem,
                    }),
                ),
        );
    }
}

/** Whether the Cluster Autoscaler decides on the number of machines. */
function isAutoscaled({ min, max, idle }: Pick<GroupArgs, "min" | "max" | "idle">): boolean {
    return min < max || canIdle(min, idle);
}

function serverZones({ zones }: NetworkHandle) {
    return zones.slice(0, SERVERS);
}

/** Settings of an agent, and those that a server has as well. */
function machineSettings(
    { clusterName, region }: K3sClusterArgs,
    pool: string,
    instanceType: string,
    host: string,
    secretArn: string,
): MachineSettings {
    const binary = K3S_BINARIES[architectureOf(instanceType)];
    return {
        ROLE: "agent",
        POOL: pool,
        CLUSTER: clusterName,
        REGION: region,
        API_HOST: host,
        API_PORT,
        SECRET: secretArn,
        K3S_URL: binary.url,
        K3S_SHA256: binary.sha256,
    };
}
