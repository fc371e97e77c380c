import { setTimeout as delay } from "node:timers/promises";
import { describeUnless, findProgram } from "../../support/programs";
import { installCommand } from "../../setup/systemPackages";
import { ProxyStage, WORLD } from "./proxyStage";

/** The SSRF proxy's configuration on a real Squid: what it reaches for code that nobody trusts. */

jest.setTimeout(60_000);

const problems = [
    ...["squid", "ip", "curl", "python3"]
        .filter((program) => findProgram(program) === undefined)
        .map((program) => `${program} is not on PATH; install it: ${installCommand(program)}`),
    ...(process.getuid?.() === 0 ? [] : ["network namespaces need root"]),
];

const [OK, DENIED] = [200, 403];

describeUnless(problems, "the SSRF proxy", () => {
    let stage: ProxyStage;
    beforeAll(async () => {
        stage = await ProxyStage.start(["10.1.2.0/24"]);
        stage.resolve("public.example", [WORLD.public]);
        stage.resolve("six.example", [WORLD.publicIpv6]);
        stage.resolve("private.example", ["10.9.9.9"]);
        stage.resolve("private-six.example", [WORLD.privateIpv6[0]]);
        stage.resolve("allowed.example", ["10.1.2.3"]);
        stage.resolve("metadata.example", ["169.254.169.254"]);
        stage.resolve("both.example", [WORLD.public, "10.9.9.9"]);
        stage.resolve("both-private.example", ["10.1.2.3", "10.9.9.9"]);
        stage.resolve("public-and-six.example", [WORLD.public, WORLD.privateIpv6[0]]);
    });
    afterAll(() => stage.remove());

    describe("requests", () => {
        test.each([
            ["a public address", `http://${WORLD.public}/`, OK],
            ["a name of a public address", "http://public.example/", OK],
            ["a port that users' programs have", "http://public.example:8080/", OK],
            ["a public IPv6 address", `http://[${WORLD.publicIpv6}]/`, OK],
            ["a name of a public IPv6 address", "http://six.example/", OK],
            ["a private address that is allowed", "http://10.1.2.3/", OK],
            ["a name of a private address that is allowed", "http://allowed.example/", OK],
            ["a port of mail servers", "http://public.example:25/", DENIED],
            ["a name of a private address", "http://private.example/", DENIED],
            ["a name of a unique local address", "http://private-six.example/", DENIED],
            ["a name of the metadata service", "http://metadata.example/", DENIED],
            ["a name of a public and a private address", "http://both.example/", DENIED],
            ["a name of an allowed and another private address", "http://both-private.example/", DENIED],
            ["a name of a public and a unique local address", "http://public-and-six.example/", DENIED],
            ["what others fetch, from the proxy's manager", `http://${WORLD.public}/squid-internal-mgr/info`, DENIED],
            ["a redirect to a public address", `http://public.example/to?http://${WORLD.public}:8080/`, OK],
            ["a redirect to a private address", "http://public.example/to?http://10.9.9.9/", DENIED],
            ["a redirect to a name of a private address", "http://public.example/to?http://private.example/", DENIED],
            ["a redirect to the metadata service", "http://public.example/to?http://169.254.169.254/latest/", DENIED],
        ])("%s", async (_, url, status) => expect(await stage.get(url)).toBe(status));
    });

    describe("addresses that nobody may reach", () => {
        test.each([
            ...WORLD.private.filter((address) => address !== "10.1.2.3"),
            ...WORLD.metadata,
            ...WORLD.privateIpv6.map((address) => `[${address}]`),
            "127.0.0.1:3128",
            "0.0.0.0",
            "localhost",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fec0::1]",
            // An IPv4 address inside of an IPv6 one: mapped, compatible, translated, in a tunnel.
            "[::ffff:169.254.169.254]",
            "[::ffff:a09:909]",
            "[::10.9.9.9]",
            "[64:ff9b::169.254.169.254]",
            "[2002:a09:909::1]",
            // 10.9.9.9 in other notations.
            "168364297",
            "0xa090909",
            "10.591113",
            "012.011.011.011",
        ])("%s", async (host) => {
            expect([OK, 302]).not.toContain(await stage.get(`http://${host}/`));
            expect(await stage.connect(`https://${host.replace(":3128", "")}/`)).not.toBe(OK);
        });

        test.each(["169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]", "168364297"])(
            "%s is refused by a rule, not by chance",
            async (host) => expect(await stage.get(`http://${host}/`)).toBe(DENIED),
        );
    });

    describe("tunnels", () => {
        test.each([
            ["to the port of TLS", "https://public.example/", OK],
            ["to the port of TLS of an allowed private address", "https://10.1.2.3/", OK],
            ["to another port", "https://public.example:8443/", DENIED],
            ["to the port of SSH", "https://public.example:22/", DENIED],
            ["to the port of a database", "https://10.1.2.3:5432/", DENIED],
            ["to a private address", "https://10.9.9.9/", DENIED],
            ["to a name of a private address", "https://private.example/", DENIED],
            ["to the metadata service", "https://169.254.169.254/", DENIED],
        ])("%s", async (_, url, status) => expect(await stage.connect(url)).toBe(status));
    });

    test("a name that first is public and then private stays what it was when it was checked", async () => {
        const [name, seconds] = ["rebinding.example", 1];
        stage.resolve(name, [WORLD.public], seconds);
        expect(await stage.get(`http://${name}/`)).toBe(OK);
        stage.resolve(name, ["10.9.9.9"], seconds);
        await delay(2000 * seconds);
        // Longer than the name server says that its answer is worth: nothing changes between a check and its connection.
        expect(await stage.get(`http://${name}/`)).toBe(OK);
    });

    // The name server is asked by every rule and by the connection, until it has an answer.
    test.each([1, 2, 3, 4, 5, 6, 7, 8])(
        "a name that is private only when it is asked for more than %i times is not reached",
        async (times) => {
            const name = `late-${times}.example`;
            let asked = 0;
            stage.resolve(name, () => ((asked += 1) > times ? ["10.9.9.9"] : []), 1);
            expect(await stage.get(`http://${name}/`)).toBe(DENIED);
        },
    );

    test("whoever is no pod is served nothing", async () => {
        expect(await stage.getFromOutside(`http://${WORLD.public}/`)).toBe(DENIED);
    });
});
