import { issuerSpec, type Challenge } from "../../../components/certificates/issuerSpec";
import type { CloudAccess } from "../../../contracts";
import { definitionErrors, hasDefinition } from "../../support/definitions";

const ACCOUNT = { email: "ops@example.com" };
const ZONE = { kind: "dns01", hostedZoneId: "Z0123456789ABCDEFGHIJ", region: "eu-central-1" } as const;
const IDENTITY: CloudAccess = { kind: "identity", annotations: {} };
const KEYS: CloudAccess = { kind: "keys", secret: "cert-manager-aws-keys" };

const specOf = (challenge: Challenge) => issuerSpec(ACCOUNT, challenge, "dify-acme-account");

test("an account at Let's Encrypt, whose key cert-manager keeps", () => {
    const { acme } = specOf({ kind: "http01", ingressClass: "higress" });
    expect(acme).toMatchObject({
        email: "ops@example.com",
        server: "https://acme-v02.api.letsencrypt.org/directory",
        privateKeySecretRef: { name: "dify-acme-account" },
    });
});

test("another authority has another directory", () => {
    const server = "https://acme.example.com/directory";
    expect(issuerSpec({ ...ACCOUNT, server }, { ...ZONE, access: IDENTITY }, "account").acme.server).toBe(server);
});

test("HTTP-01 answers through the ingress class, without a port of the nodes", () => {
    expect(specOf({ kind: "http01", ingressClass: "higress" }).acme.solvers).toEqual([
        { http01: { ingress: { ingressClassName: "higress", serviceType: "ClusterIP" } } },
    ]);
});

test("DNS-01 names its zone, and takes the identity of cert-manager's pods", () => {
    expect(specOf({ ...ZONE, access: IDENTITY }).acme.solvers).toEqual([
        { dns01: { route53: { region: "eu-central-1", hostedZoneID: "Z0123456789ABCDEFGHIJ" } } },
    ]);
});

test("DNS-01 takes an access key where pods have no identity", () => {
    expect(specOf({ ...ZONE, access: KEYS }).acme.solvers).toEqual([
        {
            dns01: {
                route53: {
                    region: "eu-central-1",
                    hostedZoneID: "Z0123456789ABCDEFGHIJ",
                    accessKeyIDSecretRef: { name: "cert-manager-aws-keys", key: "accesskey" },
                    secretAccessKeySecretRef: { name: "cert-manager-aws-keys", key: "secretkey" },
                },
            },
        },
    ]);
});

const DEFINITION = "cert-manager-clusterissuers.yaml";

if (hasDefinition(DEFINITION)) {
    describe("cert-manager's definition", () => {
        test.each<[string, Challenge]>([
            ["HTTP-01", { kind: "http01", ingressClass: "nginx" }],
            ["DNS-01 with an identity", { ...ZONE, access: IDENTITY }],
            ["DNS-01 with an access key", { ...ZONE, access: KEYS }],
        ])("takes %s", (_, challenge) => {
            expect(definitionErrors(DEFINITION, "v1", specOf(challenge))).toEqual([]);
        });

        test("refuses a field that it does not know", () => {
            const { acme } = specOf({ ...ZONE, access: IDENTITY });
            expect(definitionErrors(DEFINITION, "v1", { acme: { ...acme, mail: "" } })).toMatchObject([
                { dataPath: ".acme", params: { additionalProperty: "mail" } },
            ]);
        });
    });
}
