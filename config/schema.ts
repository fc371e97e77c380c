import { z } from "zod";
import { aws, clusterAdmins, network, nodes, privateEndpointCidrs, publicEndpointCidrs } from "./awsSchema";
import { budget } from "./budgetSchema";
import { canary } from "./canarySchema";
import { milvus, postgres, redis, secrets, storage } from "./dataSchema";
import { dr, recovery } from "./drSchema";
import { addressRange, cidr, dnsLabel, formed, text } from "./forms";
import { gateway } from "./gatewaySchema";
import { images } from "./imagesSchema";
import { observability } from "./observabilitySchema";
import { offHours } from "./offHoursSchema";
import { PROFILES } from "./profiles";
import { autoscaling, workerPools } from "./scalingSchema";
import { service, sized } from "./sizes";
import { slo } from "./sloSchema";
import { waivers } from "./waiverSchema";

/**
 * The one definition of the stack configuration: types, validation, defaults, JSON Schema and reference page all come from it.
 * A key that a profile fills (config/profiles.ts) has no default here.
 */

const VERSION = /^\d+\.\d+\.\d+$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const LETS_ENCRYPT_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";
const HOST_NAME = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const cluster = z.strictObject({
    kind: z
        .enum(["embedded", "existing", "eks", "k3s"])
        .default("existing")
        .describe(
            "`embedded`: the simulated three-zone control plane of `npm start`; `existing`: the cluster that the kubeconfig " +
                "names; `eks`: an EKS cluster that the program makes; `k3s`: k3s on EC2 machines that it makes.",
        ),
    kubeconfig: text()
        .optional()
        .describe("Path of a kubeconfig file. Default: the ambient one (KUBECONFIG, ~/.kube/config)."),
    context: text().optional().describe("Context of the kubeconfig. Default: its current context."),
    storageClass: text()
        .optional()
        .describe(
            "StorageClass of every volume; its binding mode must be WaitForFirstConsumer. Default: the cluster's default class.",
        ),
    installOperators: z
        .boolean()
        .default(true)
        .describe(
            "Install the operators (CloudNativePG, Redis, Milvus, cert-manager, descheduler, with `offHours` or `dify.workerPools` KEDA) by their charts. " +
                "`false` when the cluster has them already. Never installed on the embedded cluster.",
        ),
    prometheusOperator: z
        .boolean()
        .default(false)
        .describe(
            "The cluster runs the Prometheus operator: register what it is to look at (exporters and monitors). Follows from " +
                "`observability.enabled`, which installs one.",
        ),
    networkPolicies: z
        .boolean()
        .default(true)
        .describe(
            "Close Dify's namespace but for the connections that are needed, by NetworkPolicies. `false` where the cluster's network " +
                "plug-in does not enforce them, or somebody else makes them; EKS and k3s enforce them.",
        ),
    nodes,
    admins: clusterAdmins,
    privateEndpointCidrs,
    publicEndpointCidrs,
});

const domain = z.strictObject({
    host: formed(HOST_NAME, "must be a host name in lower case, such as dify.example.com", "dify.example.com")
        .optional()
        .describe("Public host name of Dify. Required in production."),
    ingressClass: text()
        .optional()
        .describe(
            "IngressClass of the ingress controller that serves `host` (`gateway.kind: ingress`). Default: `nginx`.",
        ),
    ingressNamespace: dnsLabel("a namespace name")
        .default("ingress-nginx")
        .describe(
            "Namespace of the ingress controller that serves `host` (`gateway.kind: ingress`): only its pods are let in.",
        ),
    hostedZoneId: formed(/^Z[A-Z0-9]+$/, "must be the id of a Route 53 hosted zone", "Z0123456789ABCDEFGHIJ")
        .optional()
        .describe(
            "Route 53 zone in which `host` is made a name of the load balancer (AWS). Default: no record is made.",
        ),
    tlsSecret: text()
        .optional()
        .describe("Existing TLS Secret for `host` in the namespace. Excludes `clusterIssuer` and `acmeEmail`."),
    clusterIssuer: text()
        .optional()
        .describe(
            "Existing cert-manager ClusterIssuer that makes the certificate of `host`. Excludes `tlsSecret` and `acmeEmail`.",
        ),
    acmeEmail: formed(EMAIL, "must be an e-mail address such as ops@example.com", "ops@example.com")
        .optional()
        .describe(
            "Address of an account at Let's Encrypt: registers a ClusterIssuer `<namespace>-acme`, which makes the certificate of `host`. " +
                "`host` is proved by a record in `hostedZoneId`, without one by an answer on port 80. Excludes `tlsSecret` and " +
                "`clusterIssuer`.",
        ),
    acmeServer: formed(/^https:\/\/\S+$/, "must be the https URL of an ACME directory", LETS_ENCRYPT_STAGING)
        .optional()
        .describe(
            "Directory of another authority than Let's Encrypt, or of its staging, whose certificates no browser trusts and whose limits a " +
                "trial does not reach. Needs `acmeEmail`.",
        ),
});

const dify = z.strictObject({
    version: formed(VERSION, "must be a release of Dify such as 1.16.1", "1.16.1", "1.13.3", "0.15.8", "0.6.9")
        .default("1.16.1")
        .describe("Dify release, one of the [catalogue](releases.md): what runs, and how it is told, follows from it."),
    allowUntestedVersion: z
        .boolean()
        .default(false)
        .describe(
            "Take a `version` that is newer than all of the catalogue, and run it like the newest in it. What has changed since then, " +
                "nobody has looked at.",
        ),
    collaboration: z
        .boolean()
        .default(true)
        .describe(
            "Real-time collaboration in the workflow editor: runs the `websocket` service. With releases before 1.16.0, of whose `websocket` " +
                "there can be one member only, the default is `false`; those before 1.14.1 do not have it.",
        ),
    broker: z
        .enum(["primary", "cluster"])
        .default("primary")
        .describe("Redis that carries Celery's queues. Only `primary` works; `cluster` is refused with the reason."),
    eventBus: z
        .enum(["primary", "cluster"])
        .default("primary")
        .describe(
            "Redis that carries streamed answers from worker to API. `cluster` needs `redis.cluster.enabled: true` and " +
                "`dify.collaboration: false`.",
        ),
    drainSeconds: z
        .int()
        .min(10)
        .max(3600)
        .default(300)
        .describe("Seconds that a stopping API or worker pod may go on answering requests that it has already begun."),
    database: z
        .strictObject({
            poolSize: z
                .int()
                .min(1)
                .max(200)
                .describe("Connections that each API or worker process keeps open at most."),
            maxOverflow: z
                .int()
                .min(0)
                .max(200)
                .describe("Connections beyond `poolSize` that a process may open under load."),
        })
        .describe("SQLAlchemy connection pool of every process of the API image."),
    api: z
        .strictObject({
            ...sized,
            processes: z
                .int()
                .min(1)
                .max(16)
                .describe("gunicorn processes in one pod; each has its own connection pool."),
            connectionsPerProcess: z
                .int()
                .min(10)
                .max(10000)
                .describe(
                    "Requests, streams included, that one process serves at once. Dify's own default of 10 starves the probes.",
                ),
            autoscaling: autoscaling(),
        })
        .describe("HTTP API."),
    worker: z
        .strictObject({
            ...sized,
            concurrency: z
                .int()
                .min(1)
                .max(200)
                .describe("Tasks that one pod runs at once: the bound on concurrent streaming workflow runs."),
        })
        .describe("Celery workers: workflow runs, indexing, mail."),
    workerPools,
    beat: z
        .strictObject({
            ...sized,
            replicas: z.int().describe("Always 1: two schedulers would enqueue every scheduled task twice."),
        })
        .describe("Celery's scheduler."),
    web: z.strictObject({ ...sized, autoscaling: autoscaling() }).describe("Web interface."),
    websocket: service("Socket.IO server of the collaborative editor; runs with `dify.collaboration`."),
    sandbox: z.strictObject({ ...sized, autoscaling: autoscaling() }).describe("Runs the code of code nodes."),
    ssrfProxy: z
        .strictObject({
            ...sized,
            allowedPrivateRanges: z
                .array(cidr())
                .default([])
                .describe("Private address ranges that HTTP nodes and code may reach all the same."),
        })
        .describe("Squid, the only way out for HTTP nodes, code and plugins."),
    egress: z
        .strictObject({
            allow: z
                .array(
                    z.strictObject({
                        cidr: addressRange(),
                        ports: z.array(z.int().min(1).max(65535)).min(1).describe("TCP ports."),
                    }),
                )
                .default([])
                .describe(
                    "Address ranges, with ports, that API and workers connect to by themselves, beside port 443 of public ones: a mail " +
                        "server, say. What plugins, code and HTTP nodes are to reach belongs into `dify.ssrfProxy.allowedPrivateRanges`.",
                ),
        })
        .prefault({})
        .describe("Connections of API and workers out of the namespace, beside those to the internet."),
    pluginDaemon: service("Runs the plugins: model providers, tools, agent strategies."),
    canary,
});

/** Stack configuration under the namespace `dify-ha:`. */
export const configSchema = z.strictObject({
    profile: z
        .enum(PROFILES)
        .default("small")
        .describe("Sizing profile: the defaults of every size below. Single values can be overridden."),
    environment: z
        .enum(["development", "staging", "production"])
        .default("production")
        .describe("How strict the checks are: `production` refuses what a lost zone would turn into an outage."),
    namespace: dnsLabel("a namespace name")
        .default("dify")
        .describe("Kubernetes namespace of everything but the operators."),
    zones: z
        .array(text())
        .default(["zone-a", "zone-b", "zone-c"])
        .describe(
            "Values of the node label `topology.kubernetes.io/zone` to spread over: 3 in production, 2 elsewhere.",
        ),
    allowSingleZone: z
        .boolean()
        .default(false)
        .describe("Accept a single zone (development and staging only): its loss is then an outage."),
    cluster: cluster.describe("Kubernetes cluster to deploy to."),
    domain: domain.prefault({}).describe("Public address."),
    gateway: gateway.describe("What serves the public address."),
    dify: dify.describe("Dify's services."),
    postgres: postgres.describe("PostgreSQL 15 by CloudNativePG; databases `dify` and `dify_plugin`."),
    redis: redis.describe("Redis 7: a primary with replicas, failed over by Sentinel."),
    milvus: milvus.describe("Milvus in cluster mode with the Woodpecker log."),
    storage: storage.prefault({}).describe("S3-compatible object store for files, plugins and vectors."),
    observability: observability.describe("What watches the stack."),
    secrets: secrets.prefault({}).describe("Generated secrets."),
    aws: aws.prefault({}).describe("AWS account and region."),
    network: network.prefault({}).describe("VPC of an AWS stack."),
    images: images.prefault({}).describe("Where container images are pulled from."),
    slo: slo.prefault({}).describe("Service level objective: what users are promised, and alerts measure."),
    budget: budget.prefault({}).describe("What the stack may cost (AWS)."),
    offHours,
    dr: dr.prefault({}).describe("Copies in a second region (AWS)."),
    recovery,
    waivers,
});

/** The validated stack configuration, all defaults filled in. */
export type StackConfig = z.output<typeof configSchema>;

/** Size of one service. */
export interface SizedConfig {
    replicas: number;
    requests: { cpu: string; memory: string };
    limits: { cpu: string; memory: string };
}

/** Config paths whose values are secret and never shown. */
export const SECRET_PATHS: readonly string[] = ["storage.accessKeyId", "storage.secretAccessKey"];
