import { ofType, type ResourceGraph } from "../../../analysis/graph";
import { policiesOf } from "../../../analysis/invariants/aws/policies";
import type { Rule } from "./rule";

/** Whoever a role is given to exists. */

/** Service accounts that no resource of the graph names, by what makes them. */
const MADE_BY_ADDONS: Readonly<Record<string, string>> = {
    // EKS add-ons bring their manifests; the names are in their documentation.
    "aws-ebs-csi-driver": "kube-system/ebs-csi-controller-sa",
    "vpc-cni": "kube-system/aws-node",
};

/** Kinds whose operator makes a service account with the object's own name. */
const MADE_BY_OPERATORS = [
    // CloudNativePG, "Service account" in its documentation of the Cluster.
    "Cluster",
];

interface Metadata {
    readonly name: string;
    readonly namespace?: string;
}

interface Release {
    readonly namespace?: string;
    readonly values?: unknown;
}

/** Names that a chart is told to make service accounts with. */
function namesInValues(value: unknown): string[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    return Object.entries(value).flatMap(([key, child]) => {
        const account = child as { readonly create?: boolean; readonly name?: string } | null;
        return [
            ...(key === "serviceAccount" && account?.create === true && account.name ? [account.name] : []),
            ...namesInValues(child),
        ];
    });
}

/** `namespace/name` of every service account that exists once the stack is up. */
function accountsOf(graph: ResourceGraph): Set<string> {
    const objects = graph.resources
        .filter(({ type, inputs }) => {
            const kind = type.split(":").at(-1) ?? "";
            return kind === "ServiceAccount" || MADE_BY_OPERATORS.includes(String(inputs["kind"]));
        })
        .map(({ inputs }) => inputs["metadata"] as Metadata)
        .map(({ namespace, name }) => `${namespace}/${name}`);
    const charts = graph.resources
        .filter(({ type }) => type.startsWith("kubernetes:helm.sh/"))
        .map(({ inputs }) => inputs as Release)
        .flatMap(({ namespace, values }) => namesInValues(values).map((name) => `${namespace}/${name}`));
    const addons = ofType(graph, "aws:eks/addon:Addon")
        .map(({ inputs }) => MADE_BY_ADDONS[String(inputs["addonName"])])
        .filter((account) => account !== undefined);
    return new Set([...objects, ...charts, ...addons]);
}

interface Grant {
    /** Logical name of what names the account. */
    readonly by: string;
    readonly account: string;
}

const SUBJECT = /^system:serviceaccount:([^:]+):(.+)$/;

/** Accounts that IAM trusts, of Pod Identity, add-ons and OIDC. */
function grantsOf(graph: ResourceGraph): Grant[] {
    const associations = ofType(graph, "aws:eks/podIdentityAssociation:PodIdentityAssociation").map(
        ({ name, inputs }) => ({
            by: name,
            account: `${String(inputs["namespace"])}/${String(inputs["serviceAccount"])}`,
        }),
    );
    const addons = ofType(graph, "aws:eks/addon:Addon").flatMap(({ name, inputs }) =>
        ((inputs["podIdentityAssociations"] ?? []) as { readonly serviceAccount: string }[]).map(
            ({ serviceAccount }) => ({ by: name, account: `kube-system/${serviceAccount}` }),
        ),
    );
    const trusted = policiesOf(graph).flatMap(({ resource, statements }) =>
        statements
            .flatMap(({ conditions }) => Object.entries(conditions["StringEquals"] ?? {}))
            .filter(([key]) => key.endsWith(":sub"))
            .flatMap(([, subjects]) => subjects)
            .map((subject) => {
                const [, namespace, name] = SUBJECT.exec(subject) ?? [];
                return { by: resource.name, account: `${namespace}/${name}` };
            }),
    );
    return [...associations, ...addons, ...trusted];
}

/** Accounts of the program's own that no pod has. */
function idleAccounts(graph: ResourceGraph, granted: ReadonlySet<string>): string[] {
    const texts = graph.resources
        .filter(({ type }) => type.startsWith("kubernetes:"))
        .map(({ inputs }) => JSON.stringify(inputs));
    return ofType(graph, "kubernetes:core/v1:ServiceAccount")
        .filter(({ inputs }) => {
            const { namespace, name } = inputs["metadata"] as Metadata;
            return (
                granted.has(`${namespace}/${name}`) &&
                !texts.some((text) => text.includes(`"serviceAccountName":"${name}"`))
            );
        })
        .map(({ name }) => `${name}: has rights in AWS, and no pod`);
}

export const serviceAccounts: Rule = {
    title: "every service account that IAM trusts exists, and a pod has it",
    problems: (graph) => {
        const known = accountsOf(graph);
        const grants = grantsOf(graph);
        return [
            ...grants
                .filter(({ account }) => !known.has(account))
                .map(({ by, account }) => `${by}: nobody is ${account}`),
            ...idleAccounts(graph, new Set(grants.map(({ account }) => account))),
        ];
    },
    breach: {
        variant: "prod",
        type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        name: "workloads-files-dify-api",
        inputs: { serviceAccount: "dify-apis" },
    },
};
