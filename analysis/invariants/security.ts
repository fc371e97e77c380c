import { ofType, plannedCharts, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";
import { exposureFindings } from "./aws/exposure";
import { policyFindings } from "./aws/policies";
import { freeEgress } from "./egress";
import { selects, type Labels } from "./pods";
import { finding, type Finding, type Invariant } from "./types";
import { UPSTREAM_DEFAULT_WORDS, UPSTREAM_DEFAULTS } from "./upstreamDefaults";

/** Rules about who gets at what: networks, credentials, and where programs come from. */

interface ServiceInputs {
    readonly metadata: { readonly namespace: string };
    readonly spec: { readonly type?: string; readonly selector?: Labels };
}

/** Types of a Service that is reachable from outside of the cluster. */
const PUBLIC_SERVICES = ["LoadBalancer", "NodePort"];

function publicDataServices(graph: ResourceGraph): Finding[] {
    const data = workloadsOf(graph).filter(({ tier }) => tier === "data");
    return ofType(graph, "kubernetes:core/v1:Service").flatMap((resource) => {
        const { metadata, spec } = resource.inputs as unknown as ServiceInputs;
        const leadsTo = data.find(
            ({ pods }) =>
                pods?.namespace === metadata.namespace &&
                spec.selector !== undefined &&
                selects(spec.selector, pods.matchLabels),
        );
        return leadsTo !== undefined && PUBLIC_SERVICES.includes(spec.type ?? "")
            ? [finding(resource, `opens ${leadsTo.name} to the world outside of the cluster`, spec.type)]
            : [];
    });
}

function exposed(graph: ResourceGraph): Finding[] {
    return [...exposureFindings(graph), ...publicDataServices(graph)];
}

const SECRET = "kubernetes:core/v1:Secret";

/** Where a credential of everyone's is, never which. */
function upstreamCredentials(graph: ResourceGraph): Finding[] {
    return graph.resources.flatMap((resource) => {
        const text = JSON.stringify([resource.inputs, resource.outputs]);
        const words = Object.entries((resource.inputs["stringData"] ?? {}) as Record<string, string>)
            .filter(([key, value]) => key !== "username" && UPSTREAM_DEFAULT_WORDS.includes(value))
            .map(([key]) => finding(resource, `key ${key} is a password that upstream ships for everyone`));
        return [
            ...(UPSTREAM_DEFAULTS.some((known) => text.includes(known))
                ? [finding(resource, "contains a credential that upstream ships for everyone")]
                : []),
            ...(resource.type === SECRET ? words : []),
        ];
    });
}

/** Names of variables whose value is secret. TOKENS_ counts pieces of text; an ARN says where a secret is. */
const SECRET_NAME = /^(?!.*_ARN$).*(PASSWORD|SECRET|TOKEN(?!S_)|(API|ACCESS|SERVER|DAEMON)_KEY)/;

/** A URL with a password in it, other than a reference such as `$(REDIS_PASSWORD)`. */
const URL_WITH_PASSWORD = /:\/\/[^/@\s:]*:(?!\$)[^/@\s]+@/;

/** Annotations that change with a secret, and do not tell it. */
const CHECKSUM = "config-checksum";

/** `path` of every text below a value, with the text. */
function textsIn(value: unknown, path: string): [string, string][] {
    if (typeof value === "string") {
        return [[path, value]];
    }
    return typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, child]) => textsIn(child, path === "" ? key : `${path}.${key}`));
}

/** Every variable that a pod template anywhere in a value sets to a text. */
function plainVariables(value: unknown): string[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
        key === "env" && Array.isArray(child)
            ? (child as { name?: string; value?: unknown }[]).flatMap(({ name, value: text }) =>
                  name !== undefined && typeof text === "string" ? [name] : [],
              )
            : plainVariables(child),
    );
}

function plainSecretsOf(resource: GraphResource): string[] {
    const { type, inputs, secretPaths } = resource;
    const data = type === "kubernetes:core/v1:ConfigMap" ? Object.keys(inputs["data"] ?? {}) : [];
    return [
        ...secretPaths.filter((path) => !path.endsWith(CHECKSUM)),
        ...[...data, ...plainVariables(inputs)].filter((name) => SECRET_NAME.test(name)),
        ...textsIn(inputs, "")
            .filter(([, text]) => URL_WITH_PASSWORD.test(text))
            .map(([path]) => path),
    ];
}

/** Of Kubernetes alone: what a provider takes as a secret, AWS keeps as one. */
function plainSecrets(graph: ResourceGraph): Finding[] {
    return graph.resources
        .filter(({ type }) => type.startsWith("kubernetes:") && type !== SECRET)
        .flatMap((resource) =>
            [...new Set(plainSecretsOf(resource))].map((place) =>
                finding(resource, `${place} is a secret that everybody can read who may read the object`),
            ),
        );
}

/** Fields that name an image: of pods and of the operators' custom resources. */
const IMAGE_FIELDS = /(^|\.)(image|imageName)$/;

/** `name:tag` with a tag that is a release, or `name@digest`. */
const PINNED = /^[^\s@]+(:(?!latest$)[\w.-]*\d[\w.-]*|@sha256:[0-9a-f]{64})$/;

function floatingImages(graph: ResourceGraph): Finding[] {
    return graph.resources
        .filter(({ type }) => type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh"))
        .flatMap((resource) =>
            textsIn(resource.inputs, "")
                .filter(([path, image]) => IMAGE_FIELDS.test(path) && !PINNED.test(image))
                .map(([path, image]) => finding(resource, `${path} is not the image of one release`, image)),
        );
}

function floatingCharts(graph: ResourceGraph): Finding[] {
    const pinned = plannedCharts(graph)
        .filter(({ version }) => /^v?\d+\.\d+\.\d+$/.test(version ?? ""))
        .map(({ name }) => name);
    return ofType(graph, "kubernetes:helm.sh/v3:Release")
        .filter(({ name }) => !pinned.includes(name))
        .map((resource) => finding(resource, "is not one release of its chart", resource.inputs["version"]));
}

export const SECURITY: readonly Invariant[] = [
    {
        id: "data-private",
        severity: "mandatory",
        title: "Nothing is open to the world but ports 80 and 443 of the load balancer",
        reason: "A database, cache, machine or API server that the world reaches will be tried by it.",
        remedy: "Open security groups to other groups only; Services of the data tier are ClusterIP.",
        check: exposed,
    },
    {
        id: "egress-restricted",
        severity: "mandatory",
        title: "Pods that run what strangers wrote reach the world through the SSRF proxy alone",
        reason: "Code in a workflow, or a plugin, reaches the data tier and the cloud's metadata unless the network refuses.",
        remedy:
            "Leave cluster.networkPolicies on. Where the cluster's network plug-in enforces none, say so in a waiver: then nothing but " +
            "that Dify asks it keeps code away from the data tier.",
        check: freeEgress,
    },
    {
        id: "iam-narrow",
        severity: "mandatory",
        title: "No IAM policy allows a wildcard action on everything, or anybody",
        reason: "Whoever takes over one pod would have the account.",
        remedy: "Name actions and resources; name principals.",
        check: policyFindings,
    },
    {
        id: "no-upstream-credential",
        severity: "mandatory",
        title: "No credential is one that upstream ships for everyone",
        reason: "Keys in compose files and charts are known to everybody, and tried (langgenius/dify#41750).",
        remedy: "Leave secrets to the program, which generates them, or give your own.",
        check: upstreamCredentials,
    },
    {
        id: "no-plain-secret",
        severity: "mandatory",
        title: "No secret is in a ConfigMap, a chart's values or a plain variable",
        reason: "Whoever may read the object, or the state, has the secret.",
        remedy: "Put it into a Secret, and refer to it (secretKeyRef, existingSecret).",
        check: plainSecrets,
    },
    {
        id: "images-pinned",
        severity: "mandatory",
        title: "Every image is that of one release",
        reason: "A tag that moves brings another program with the next pod: two members of one kind are then not alike.",
        remedy: "Name a tag with a version, or a digest.",
        check: floatingImages,
    },
    {
        id: "charts-pinned",
        severity: "mandatory",
        title: "Every chart is one release of it",
        reason: "An update of the stack would update an operator as well.",
        remedy: "Name the version exactly.",
        check: floatingCharts,
    },
];
