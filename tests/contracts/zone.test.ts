import { kubernetesSecret, ZONE_LABEL } from "../../contracts";

test("zones are told by the label that every Kubernetes distribution sets", () => {
    expect(ZONE_LABEL).toBe("topology.kubernetes.io/zone");
});

test("a secret travels as a reference: where it is, never what it is", () => {
    expect(kubernetesSecret("redis-auth", "password")).toEqual({
        kind: "kubernetes",
        name: "redis-auth",
        key: "password",
    });
});
