import { kubernetesObjects, plannedCharts } from "../../../analysis/graph";
import { graphOf, resource } from "../../support/syntheticGraph";

const object = (urn: string, kind: string, more: object = {}) => ({
    inputs: { apiVersion: "v1", kind, metadata: { name: urn }, ...more },
});

const CHART = {
    type: "kubernetes:helm.sh/v3:Release",
    inputs: {
        name: "cert-manager",
        chart: "cert-manager",
        version: "v1.21.1",
        namespace: "cert-manager",
        repositoryOpts: { repo: "https://charts.jetstack.io" },
        values: { password: "not of interest here" },
    },
};

const graph = graphOf(
    resource("deployment", { ...object("deployment", "Deployment"), dependencies: ["secret", "namespace"] }),
    resource("secret", {
        ...object("secret", "Secret", { stringData: { password: "hidden" } }),
        dependencies: ["namespace"],
        secretPaths: ["stringData"],
    }),
    resource("namespace", object("namespace", "Namespace")),
    resource("provider", { type: "pulumi:providers:kubernetes", inputs: { context: "prod" } }),
    resource("password", { type: "random:index/randomPassword:RandomPassword", inputs: { length: 48 } }),
    resource("component", { type: "dify-ha:index:DifyApp", custom: false, inputs: { apiVersion: "x", kind: "y" } }),
    resource("chart", CHART),
    resource("patch", { ...object("patch", "Deployment"), type: "kubernetes:apps/v1:DeploymentPatch" }),
);

describe("objects", () => {
    test("are what the program itself creates in the cluster, not what it patches, in the order of creation", () => {
        expect(
            kubernetesObjects(graph, { showSecrets: false }).map(({ urn, wave, object: { kind } }) => [
                urn,
                wave,
                kind,
            ]),
        ).toEqual([
            ["namespace", 0, "Namespace"],
            ["secret", 1, "Secret"],
            ["deployment", 2, "Deployment"],
        ]);
    });

    test.each([
        [false, "[secret]"],
        [true, { password: "hidden" }],
    ])("with showSecrets %s", (showSecrets, stringData) => {
        const secret = kubernetesObjects(graph, { showSecrets }).find(({ urn }) => urn === "secret");
        expect(secret?.object).toEqual({ apiVersion: "v1", kind: "Secret", metadata: { name: "secret" }, stringData });
    });
});

test("charts are named with their version and where they come from, without their values", () => {
    expect(plannedCharts(graph)).toEqual([
        {
            name: "chart",
            chart: "cert-manager",
            version: "v1.21.1",
            namespace: "cert-manager",
            repository: "https://charts.jetstack.io",
        },
    ]);
});
