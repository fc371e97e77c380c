import { architectureOf, K3S_BINARIES, K3S_VERSION } from "../../../components/k3s/catalogue";

test.each([
    ["m7i.large", "amd64"],
    ["c6a.xlarge", "amd64"],
    ["g4dn.xlarge", "amd64"],
    ["g6.2xlarge", "amd64"],
    ["i4i.large", "amd64"],
    ["u-3tb1.56xlarge", "amd64"],
    ["m7g.large", "arm64"],
    ["c7gn.xlarge", "arm64"],
    ["r8gd.2xlarge", "arm64"],
    ["x2gd.medium", "arm64"],
    ["im4gn.large", "arm64"],
    ["is4gen.large", "arm64"],
    ["g5g.xlarge", "arm64"],
    ["t4g.small", "arm64"],
    ["a1.large", "arm64"],
])("%s runs %s", (instanceType, architecture) => {
    expect(architectureOf(instanceType)).toBe(architecture);
});

test("binaries are of one release and pinned by checksum", () => {
    expect(K3S_VERSION).toMatch(/^v1\.\d+\.\d+\+k3s\d+$/);
    for (const { url, sha256 } of Object.values(K3S_BINARIES)) {
        expect(decodeURIComponent(url)).toContain(`/download/${K3S_VERSION}/k3s`);
        expect(url).not.toContain("+");
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(K3S_BINARIES.amd64.sha256).not.toBe(K3S_BINARIES.arm64.sha256);
});
