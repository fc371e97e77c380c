import type * as pulumi from "@pulumi/pulumi";
import type { PrimaryEndpoint } from "../../contracts";
import { secretValue } from "./wasmPlugin";

/** Where counters of all gateways together are: a Redis that holds nothing else. */
export interface Counters {
    readonly redis: PrimaryEndpoint;
    /** Namespace of its Secret. */
    readonly namespace: string;
}

/** A request waits no longer for its counter: a Redis that does not answer lets requests through, and must not slow them. */
const TIMEOUT_MILLISECONDS = 200;

/** `redis` of the plugins that count. They have no TLS (higress-group/higress#2974). */
export function countersConfig({ redis, namespace }: Counters): {
    service_name: pulumi.Input<string>;
    service_port: number;
    password: pulumi.Input<string>;
    timeout: number;
} {
    return {
        service_name: redis.host,
        service_port: redis.port,
        password: secretValue(namespace, redis.password),
        timeout: TIMEOUT_MILLISECONDS,
    };
}
