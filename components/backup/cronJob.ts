import type * as k8s from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { imageFrom, type ImageSource, type Zone } from "../../contracts";
import { failoverTolerations, zoneAffinity } from "../shared/placement";
import type { Resources } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPodWithVolumes } from "../shared/securityContexts";
import { BACKUP_IMAGE, BACKUP_USER } from "./catalogue";
import { PACKAGE } from "./scripts";

/** The CronJobs that run the backup program, as plain data. */

/** Folder of a pod with room for dumps and restored databases, and the only one that it can write to. */
export const WORK_FOLDER = "/work";

const SCRIPTS_FOLDER = "/opt/dify-ha";

export interface CronJobArgs {
    /** Sub-command of the program. */
    readonly operation: "backup" | "restore-check";
    readonly labels: Record<string, string>;
    /** Five fields. */
    readonly schedule: string;
    /** IANA name. */
    readonly timeZone: string;
    /** Seconds after which a run counts as failed. */
    readonly deadlineSeconds: number;
    readonly zones: readonly Zone[];
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
    readonly storageClass?: string;
    readonly scratchSize: string;
    readonly resources: Resources;
    readonly serviceAccountName: string;
    readonly scripts: pulumi.Input<string>;
    readonly annotations: Record<string, pulumi.Input<string>>;
    readonly env: k8s.core.v1.EnvVar[];
}

/** Seconds that a run may start late: the controller may be away, with its zone, when the time comes. */
const STARTING_DEADLINE_SECONDS = 3600;

/** Repetitions 10, 30 and 70 s after the first failure: longer than the failover of a database. */
const BACKOFF_LIMIT = 3;

/** Hours that the pods and their logs stay, and with them their volumes: from the night until the next working day is over. */
const KEEP_SECONDS = 18 * 3600;

/** Exit codes of the program that no repetition helps against: wrong settings, old backups that cannot be deleted. */
const FINAL_EXIT_CODES = [2, 3];

export function cronJobSpec(name: string, args: CronJobArgs): k8s.batch.v1.CronJobSpec {
    return {
        schedule: args.schedule,
        timeZone: args.timeZone,
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: {
            metadata: { labels: args.labels },
            spec: {
                backoffLimit: BACKOFF_LIMIT,
                activeDeadlineSeconds: args.deadlineSeconds,
                ttlSecondsAfterFinished: KEEP_SECONDS,
                podFailurePolicy: {
                    rules: [
                        {
                            action: "FailJob",
                            onExitCodes: { containerName: name, operator: "In", values: FINAL_EXIT_CODES },
                        },
                        // A drained node is not the program's failure.
                        { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
                    ],
                },
                template: podTemplate(name, args),
            },
        },
    };
}

function podTemplate(name: string, args: CronJobArgs): k8s.core.v1.PodTemplateSpec {
    return {
        metadata: {
            labels: args.labels,
            annotations: { ...args.annotations, "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" },
        },
        spec: {
            restartPolicy: "Never",
            serviceAccountName: args.serviceAccountName,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
                ...unprivilegedPodWithVolumes(BACKUP_USER),
                fsGroupChangePolicy: "OnRootMismatch",
            },
            tolerations: failoverTolerations(),
            affinity: { nodeAffinity: zoneAffinity(args.zones) },
            volumes: [
                { name: "scripts", configMap: { name: args.scripts } },
                { name: "work", ephemeral: { volumeClaimTemplate: { spec: workVolume(args) } } },
            ],
            containers: [
                {
                    name,
                    image: imageFrom(BACKUP_IMAGE, args.images),
                    command: ["python3", "-B", "-m", PACKAGE, args.operation],
                    workingDir: SCRIPTS_FOLDER,
                    env: args.env,
                    resources: args.resources,
                    securityContext: READ_ONLY_CONTAINER,
                    volumeMounts: [
                        { name: "scripts", mountPath: `${SCRIPTS_FOLDER}/${PACKAGE}`, readOnly: true },
                        { name: "work", mountPath: WORK_FOLDER },
                    ],
                },
            ],
        },
    };
}

/** A volume for one pod, gone with it: the disk of a node has no room for a database. */
function workVolume({ scratchSize, storageClass }: CronJobArgs): k8s.core.v1.PersistentVolumeClaimSpec {
    return {
        accessModes: ["ReadWriteOnce"],
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        resources: { requests: { storage: scratchSize } },
    };
}
