import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { evaluate } from "../../../cli/evaluation/evaluate";

/** Evaluates a program whose `apply` throws, and prints how that ended. Run as a process of its own: jest catches rejections itself. */

function program(): void {
    const wrong = pulumi.output("x").apply((): string => {
        throw new RangeError("wrong");
    });
    new ConfigMap("x", { data: { wrong } });
}

void evaluate({ stack: "unit", settings: {}, program }).then(
    ({ resources }) => console.log(`resolved with ${resources.length} resources`),
    (error: Error) => console.log(`rejected: ${error.message}`),
);
