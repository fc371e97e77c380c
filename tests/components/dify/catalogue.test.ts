import { PORTS, releaseOf, RELEASES } from "../../../components/dify/catalogue";
import { DIFY_VERSIONS } from "../../../config/schema";

test("1.16.1 is what upstream's compose file of that tag runs", () => {
    expect(releaseOf("1.16.1").images).toEqual({
        api: "docker.io/langgenius/dify-api:1.16.1",
        web: "docker.io/langgenius/dify-web:1.16.1",
        sandbox: "docker.io/langgenius/dify-sandbox:0.2.15",
        pluginDaemon: "docker.io/langgenius/dify-plugin-daemon:0.6.3-local",
        squid: "docker.io/ubuntu/squid:6.6-24.04_beta",
    });
});

test("the configuration offers exactly the releases of the catalogue", () => {
    expect([...DIFY_VERSIONS].sort()).toEqual(Object.keys(RELEASES).sort());
});

test.each(Object.entries(RELEASES))("%s names itself, and no image by a moving tag", (version, release) => {
    expect(release.version).toBe(version);
    const moving = Object.values(release.images).filter(
        (image) => !/:[^:/]*\d/.test(image) || image.endsWith(":latest"),
    );
    expect(moving).toEqual([]);
});

test("an unknown release is refused with the known ones", () => {
    expect(() => releaseOf("0.6.9")).toThrow(new RangeError("Dify 0.6.9 is not in the catalogue; known: 1.16.1"));
});

test("the services listen where upstream's do", () => {
    expect(PORTS).toEqual({
        api: 5001,
        web: 3000,
        sandbox: 8194,
        ssrfProxy: 3128,
        pluginDaemon: 5002,
        pluginDebug: 5003,
    });
});
