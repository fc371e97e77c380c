import { KubeConfig } from "@kubernetes/client-node";
import { kubeconfig } from "../../../components/k3s/kubeconfig";
import { agentToken } from "../../../components/k3s/token";

test("a client finds cluster, authority and identity in the kubeconfig", () => {
    const config = new KubeConfig();
    config.loadFromString(
        kubeconfig({
            clusterName: "dify-test",
            host: "api.test",
            port: 6443,
            serverCaPem: "authority\n",
            clientCertificatePem: "certificate\n",
            clientKeyPem: "key\n",
        }),
    );
    const encoded = (text: string) => Buffer.from(text).toString("base64");
    expect(config.getCurrentContext()).toBe("dify-test");
    expect(config.getCurrentCluster()).toMatchObject({
        server: "https://api.test:6443",
        caData: encoded("authority\n"),
        skipTLSVerify: false,
    });
    expect(config.getCurrentUser()).toMatchObject({
        certData: encoded("certificate\n"),
        keyData: encoded("key\n"),
    });
});

test("an agent's token carries the checksum of the authority's file as it is", () => {
    // SHA-256 of "abc": https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
    expect(agentToken("abc", "password")).toBe(
        "K10ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad::node:password",
    );
});
