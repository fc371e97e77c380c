import { describeUnless, findProgram } from "../../support/programs";

/** Programs that the tests run, and the Debian packages that bring them. */
const PACKAGES = {
    "redis-server": "redis-server",
    "redis-cli": "redis-tools",
    "redis-sentinel": "redis-sentinel",
    haproxy: "haproxy",
    ip: "iproute2",
    nft: "nftables",
    python3: "python3",
};

/**
 * `describe` for tests on real Redis servers. What is missing makes them fail where nobody would read a notice (`CI` is set), and
 * skips them with a notice that says how to install it everywhere else.
 */
export function describeWithRedis(title: string, body: () => void): void {
    const problems = [
        ...Object.entries(PACKAGES)
            .filter(([program]) => findProgram(program) === undefined)
            .map(([program, name]) => `${program} is not on PATH; install it: apt-get install -y ${name}`),
        ...(process.getuid?.() === 0 ? [] : ["network namespaces need root"]),
    ];
    describeUnless(problems, title, body);
}
