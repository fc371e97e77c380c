import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Annotation that rolls the pods when what they read at start changes. */
export function checksumAnnotation(
    contents: pulumi.Input<string | Record<string, pulumi.Input<string>>>,
): Record<string, pulumi.Output<string>> {
    return { "dify-ha/config-checksum": pulumi.output(contents).apply((value) => checksum(value)) };
}

/** Twelve hex digits of the SHA-256 of a value's JSON. */
function checksum(value: unknown): string {
    return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
}
