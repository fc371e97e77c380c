import { BYTES_PATTERN, CPU_PATTERN, type Problem } from "../contracts";
import { when } from "../components/shared/refuse";
export { when };
import type { Cluster } from "./shapes/cluster";
import type { BucketAccess, ObjectStore } from "./shapes/endpoints";
import type { Resources, Sized } from "./shapes/resources";

/** What is wrong with values of the right type: pure. A stack's configuration has such rules of its own, which no other program has. */

const OBJECT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

export function count(path: string, value: number, least: number, why = ""): Problem[] {
    const wrong = !Number.isInteger(value) || value < least;
    return when(wrong, path, value, `must be a whole number, at least ${least}${why}`);
}

/** Members that vote. */
export function oddCount(path: string, value: number, least: number): Problem[] {
    const counted = count(path, value, least);
    return counted.length > 0
        ? counted
        : when(value % 2 === 0, path, value, "must be odd: an even number survives no more losses than one less");
}

export function bytes(path: string, value: string): Problem[] {
    return when(!BYTES_PATTERN.test(value), path, value, "must be a byte quantity, such as 512Mi or 50Gi");
}

export function timeOfDay(path: string, value: string): Problem[] {
    return when(!TIME_OF_DAY.test(value), path, value, "must be a time of day, such as 02:00");
}

export function resources(path: string, { requests, limits }: Resources): Problem[] {
    return Object.entries({ requests, limits }).flatMap(([kind, { cpu, memory }]) => [
        ...when(
            !CPU_PATTERN.test(cpu),
            `${path}.${kind}.cpu`,
            cpu,
            "must be cores (2, 0.5) or thousandths of one (500m)",
        ),
        ...bytes(`${path}.${kind}.memory`, memory),
    ]);
}

export function sized(path: string, value: Sized, least = 1): Problem[] {
    return [...count(`${path}.replicas`, value.replicas, least), ...resources(`${path}.resources`, value.resources)];
}

export function cluster({ namespace, zones, secretsManager }: Cluster): Problem[] {
    return [
        ...when(!OBJECT_NAME.test(namespace), "cluster.namespace", namespace, "must be the name of a namespace"),
        ...when(zones.length === 0, "cluster.zones", zones, "must name a zone: members are spread over them"),
        ...when(new Set(zones).size < zones.length, "cluster.zones", zones, "must not name a zone twice"),
        ...when(
            secretsManager?.copyTo !== undefined && secretsManager.copyOfPrefix !== undefined,
            "cluster.secretsManager.copyTo",
            secretsManager?.copyTo,
            "excludes copyOfPrefix: what was copied here is not copied on",
        ),
    ];
}

const PURPOSES: readonly (keyof BucketAccess)[] = ["files", "plugins", "vectors", "backups"];

export function objectStore(path: string, { url, access }: ObjectStore): Problem[] {
    return [
        ...when(!/^https?:\/\/[^/]+$/.test(url), `${path}.url`, url, "must be a URL with scheme and host, and no path"),
        ...PURPOSES.flatMap((purpose) =>
            when(
                access[purpose].keysSecret !== undefined && access[purpose].annotations !== undefined,
                `${path}.access.${purpose}`,
                undefined,
                "must be keysSecret or annotations, not both: pods with a key need no identity",
            ),
        ),
    ];
}
