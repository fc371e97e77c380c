import * as fs from "node:fs";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { PYTHON_IMAGE } from "../catalogue";
import { imageFrom, type ImageSource, type NamespaceRef, type Zone } from "../../../contracts";
import { checksumAnnotation } from "../../shared/checksum";
import { ENDPOINT_RECOVERY } from "../../shared/recovery";
import { createReplicatedService, type ReplicatedService, type Resources } from "../../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPodWithVolumes } from "../../shared/securityContexts";

/** The bridge to chat robots: a program of the standard library, so that a stock image runs it. */

const SCRIPT = "chat_bridge.py";
const SCRIPT_FOLDER = "/opt/dify-ha";
const SECRET_FOLDER = "/secrets";
const PORT = 8080;

/** One sends while the other's zone is lost. */
const REPLICAS = 2;

/** It passes on a few messages a day. */
const RESOURCES: Resources = {
    requests: { cpu: "10m", memory: "32Mi" },
    limits: { cpu: "100m", memory: "64Mi" },
};

/** Any but root. */
const USER = 65534;

export interface BridgeArgs {
    readonly namespace: NamespaceRef;
    readonly zones: readonly Zone[];
    /** Where images come from. Default: the registries that publish them. */
    readonly images?: ImageSource;
    /** Secret with the robots' URLs. */
    readonly secret: string;
}

/** Source of the program: what the ConfigMap carries, and what trials run. */
export function bridgeScript(): string {
    return fs.readFileSync(path.join(__dirname, "scripts", SCRIPT), "utf8");
}

/** URL of the bridge inside its cluster. */
export function bridgeUrl(name: string, namespace: NamespaceRef): string {
    return `http://${name}.${namespace.name}.svc.cluster.local:${PORT}`;
}

/** Registers the bridge. */
export function createBridge(
    parentName: string,
    name: string,
    args: BridgeArgs,
    opts: pulumi.CustomResourceOptions,
): ReplicatedService {
    const script = bridgeScript();
    const { metadata } = new ConfigMap(
        `${parentName}-script`,
        { metadata: { name: `${name}-script`, namespace: args.namespace.created }, data: { [SCRIPT]: script } },
        opts,
    );
    return createReplicatedService(
        parentName,
        name,
        {
            namespace: args.namespace,
            zones: args.zones,
            labels: { "app.kubernetes.io/name": name },
            replicas: REPLICAS,
            resources: RESOURCES,
            container: {
                image: imageFrom(PYTHON_IMAGE, args.images),
                command: ["python3", `${SCRIPT_FOLDER}/${SCRIPT}`],
                env: [
                    { name: "SECRETS", value: SECRET_FOLDER },
                    { name: "PORT", value: String(PORT) },
                ],
                readinessProbe: { httpGet: { path: "/healthz", port: PORT }, periodSeconds: 10 },
                livenessProbe: { httpGet: { path: "/healthz", port: PORT }, periodSeconds: 30, failureThreshold: 5 },
                securityContext: READ_ONLY_CONTAINER,
                volumeMounts: [
                    { name: "script", mountPath: SCRIPT_FOLDER, readOnly: true },
                    { name: "secrets", mountPath: SECRET_FOLDER, readOnly: true },
                ],
            },
            ports: [{ name: "http", port: PORT }],
            preStopSeconds: 5,
            terminationSeconds: 30,
            podSecurityContext: unprivilegedPodWithVolumes(USER),
            podAnnotations: checksumAnnotation(script),
            volumes: [
                { name: "script", configMap: { name: metadata.name } },
                { name: "secrets", secret: { secretName: args.secret } },
            ],
            facts: { tier: "background", quorum: 0, recovery: ENDPOINT_RECOVERY, dependsOn: [] },
        },
        opts,
    );
}
