import { AcmeIssuer } from "../../../components/certificates/acmeIssuer";
import { issuerSpec } from "../../../components/certificates/issuerSpec";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const ACCOUNT = { email: "ops@example.com" };
const CHALLENGE = { kind: "http01", ingressClass: "nginx" } as const;

test("one issuer, which waits for cert-manager and for nothing beyond the cluster", async () => {
    const graph = await evaluateComponent(
        (opts) =>
            new AcmeIssuer(
                "issuer",
                { issuerName: "dify-acme", account: ACCOUNT, challenge: CHALLENGE },
                { ...opts, dependsOn: new Elsewhere("cert-manager") },
            ),
    );
    expect(childrenOfComponent(graph, "AcmeIssuer")).toEqual(["ClusterIssuer issuer"]);
    expect(inputsOf(graph, "ClusterIssuer", "issuer")).toEqual({
        apiVersion: "cert-manager.io/v1",
        kind: "ClusterIssuer",
        metadata: { name: "dify-acme" },
        spec: issuerSpec(ACCOUNT, CHALLENGE, "dify-acme-account"),
    });
    const { dependencies } = resourceOf(graph, "ClusterIssuer", "issuer");
    expect(dependencies.map((urn) => urn.split("::").at(-1))).toEqual(["cert-manager"]);
    expect(resourcesOf(graph, "AcmeIssuer")[0]?.outputs).toEqual({ issuerName: "dify-acme" });
});
