import type * as pulumi from "@pulumi/pulumi";
import type { CloudAccess } from "../../contracts";
import { accessKeys, accountAnnotations } from "../shared/cloudAccess";
import { spreadConstraints, type TopologySpreadConstraint } from "../shared/placement";
import { READ_ONLY_CONTAINER } from "../shared/securityContexts";
import { SERVICE_ACCOUNTS, type ServiceName } from "./catalogue";

/** Chart values of the services: pure but for values that are known later. */

export interface ServiceContext {
    readonly clusterName: string;
    readonly region: string;
    readonly vpcId: pulumi.Input<string>;
}

/** One leads, the other takes over when a zone is lost. */
const REPLICAS = 2;

export const VALUES: Readonly<Record<ServiceName, (context: ServiceContext, access: CloudAccess) => object>> = {
    "aws-load-balancer-controller": loadBalancerValues,
    "aws-ebs-csi-driver": volumeDriverValues,
    "cluster-autoscaler": autoscalerValues,
    "external-secrets": externalSecretsValues,
};

/** Only TargetGroupBindings: the controller is to make nothing in AWS, and has no permission to. */
function loadBalancerValues({ clusterName, region, vpcId }: ServiceContext, access: CloudAccess): object {
    return {
        clusterName,
        // With a hop limit of 1 it cannot ask the instance for these two.
        region,
        vpcId,
        replicaCount: REPLICAS,
        podDisruptionBudget: { maxUnavailable: 1 },
        topologySpreadConstraints: spread({ "app.kubernetes.io/name": "aws-load-balancer-controller" }),
        serviceAccount: serviceAccount("aws-load-balancer-controller", access),
        controllerConfig: {
            featureGates: { EnableServiceController: false, NLBGatewayAPI: false, ALBGatewayAPI: false },
        },
        enableServiceMutatorWebhook: false,
        createIngressClassResource: false,
        ingressClassParams: { create: false },
        enableBackendSecurityGroup: false,
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        // The chart would make a new certificate for its webhooks in every upgrade, and cut off the running pods.
        keepTLSSecret: true,
    };
}

function volumeDriverValues({ clusterName, region }: ServiceContext, access: CloudAccess): object {
    const keys = accessKeys(access);
    return {
        ...(keys && {
            awsAccessSecret: {
                name: keys.accessKeyId.name,
                keyId: keys.accessKeyId.key,
                accessKey: keys.secretAccessKey.key,
            },
        }),
        controller: {
            region,
            replicaCount: REPLICAS,
            k8sTagClusterId: clusterName,
            topologySpreadConstraints: spread({ app: "ebs-csi-controller" }),
            serviceAccount: serviceAccount("aws-ebs-csi-driver", access),
        },
        // Only from the host's own network does one hop lead to the instance metadata.
        node: { hostNetwork: true, enableWindows: false },
        helmTester: { enabled: false },
    };
}

function autoscalerValues({ clusterName, region }: ServiceContext, access: CloudAccess): object {
    const keys = accessKeys(access);
    return {
        fullnameOverride: "cluster-autoscaler",
        cloudProvider: "aws",
        awsRegion: region,
        autoDiscovery: { clusterName },
        extraArgs: {
            // New nodes go to the zone with the fewest.
            "balance-similar-node-groups": true,
            expander: "least-waste",
            // An emptyDir is no reason to keep a node: nothing that must last is in one.
            "skip-nodes-with-local-storage": false,
            "skip-nodes-with-system-pods": false,
        },
        ...(keys && {
            extraEnvSecrets: {
                AWS_ACCESS_KEY_ID: { name: keys.accessKeyId.name, key: keys.accessKeyId.key },
                AWS_SECRET_ACCESS_KEY: { name: keys.secretAccessKey.name, key: keys.secretAccessKey.key },
            },
        }),
        replicaCount: REPLICAS,
        podDisruptionBudget: { maxUnavailable: 1 },
        topologySpreadConstraints: spread({ "app.kubernetes.io/name": "aws-cluster-autoscaler" }),
        // It must be able to make nodes when there is none left for CoreDNS.
        dnsPolicy: "Default",
        rbac: { serviceAccount: serviceAccount("cluster-autoscaler", access) },
        // The chart has no requests; 600 MiB are for a thousand nodes.
        resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "512Mi" } },
        securityContext: { runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534 },
        containerSecurityContext: READ_ONLY_CONTAINER,
    };
}

function externalSecretsValues(_context: ServiceContext, access: CloudAccess): object {
    const pair = (name: string) => ({
        replicaCount: REPLICAS,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        topologySpreadConstraints: spread({ "app.kubernetes.io/name": name }),
    });
    return {
        installCRDs: true,
        leaderElect: true,
        ...pair("external-secrets"),
        serviceAccount: serviceAccount("external-secrets", access),
        webhook: pair("external-secrets-webhook"),
        certController: pair("external-secrets-cert-controller"),
    };
}

function serviceAccount(service: ServiceName, access: CloudAccess): object {
    return { create: true, name: SERVICE_ACCOUNTS[service], annotations: accountAnnotations(access) ?? {} };
}

function spread(matchLabels: Record<string, string>): TopologySpreadConstraint[] {
    return spreadConstraints({ replicas: REPLICAS, matchLabels, revisionLabels: ["pod-template-hash"] });
}
