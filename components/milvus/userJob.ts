import * as fs from "node:fs";
import * as path from "node:path";
import type * as k8s from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { imageFrom, type ImageSource, type Zone } from "../../contracts";
import { failoverTolerations, zoneAffinity } from "../shared/placement";
import type { Resources } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPod } from "../shared/securityContexts";
import { MILVUS_IMAGE } from "./catalogue";

/** The Job that makes the user which Dify signs in with, as plain data. */

/** User, and role of the same name. */
export const USER = "dify";

export const SCRIPT = "create-user.sh";

/** Text of the script: Milvus 2.6's RESTful API, by the curl of its own image (build/docker/milvus/ubuntu22.04/Dockerfile). */
export const SCRIPT_TEXT = fs.readFileSync(path.join(__dirname, SCRIPT), "utf8");

const SCRIPT_FOLDER = "/opt/dify-ha";

/** Any will do: nothing is read or written but the script. */
const UID = 10001;

const RESOURCES: Resources = { requests: { cpu: "20m", memory: "32Mi" }, limits: { cpu: "200m", memory: "128Mi" } };

export interface UserJobArgs {
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, pulumi.Input<string>>;
    readonly zones: readonly Zone[];
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
    readonly serviceAccountName: string;
    /** ConfigMap with the script. */
    readonly script: pulumi.Input<string>;
    readonly url: string;
    readonly database: string;
    readonly rootPassword: k8s.core.v1.SecretKeySelector;
    readonly userPassword: k8s.core.v1.SecretKeySelector;
}

export function userJobSpec(args: UserJobArgs): k8s.batch.v1.JobSpec {
    return {
        // The proxy may be away for as long as it takes to replace one.
        backoffLimit: 10,
        activeDeadlineSeconds: 1800,
        // No ttlSecondsAfterFinished: a Job that vanished would be created again by the next update.
        template: {
            metadata: { labels: args.labels, annotations: args.annotations },
            spec: {
                restartPolicy: "Never",
                serviceAccountName: args.serviceAccountName,
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: unprivilegedPod(UID),
                tolerations: failoverTolerations(),
                affinity: { nodeAffinity: zoneAffinity(args.zones) },
                volumes: [{ name: "script", configMap: { name: args.script } }],
                containers: [
                    {
                        name: "create-user",
                        image: imageFrom(MILVUS_IMAGE, args.images),
                        command: ["sh", `${SCRIPT_FOLDER}/${SCRIPT}`],
                        env: [
                            { name: "MILVUS_URL", value: args.url },
                            { name: "DATABASE", value: args.database },
                            { name: "USER_NAME", value: USER },
                            { name: "ROOT_PASSWORD", valueFrom: { secretKeyRef: args.rootPassword } },
                            { name: "USER_PASSWORD", valueFrom: { secretKeyRef: args.userPassword } },
                        ],
                        resources: RESOURCES,
                        securityContext: READ_ONLY_CONTAINER,
                        volumeMounts: [{ name: "script", mountPath: SCRIPT_FOLDER, readOnly: true }],
                    },
                ],
            },
        },
    };
}
