import { releaseOf, VERSIONS } from "../../components/dify/catalogue";
import { ENVIRONMENT_ARGS } from "../components/dify/environmentArgs";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";
import { releaseText } from "../support/releaseText";

/**
 * Images, queues, routes, migration and the exact environment of every service, of every release: the oldest in full, each later one as
 * what differs from the one before it, and the newest in full again.
 */

const FOLDER = "releases";

const ARGS = { ...ENVIRONMENT_ARGS, tracing: { endpoint: "http://collector:4318", samplingRate: 0.25 } };

const textOf = (version: string) => releaseText(releaseOf(version), ARGS);

const [OLDEST = "", ...LATER] = VERSIONS;
const NEWEST = VERSIONS.at(-1) ?? "";

test.each([OLDEST, "1.0.0", NEWEST])("%s in full", async (version) => {
    expectGolden(`${FOLDER}/${version}.txt`, await textOf(version));
});

test("each release against the one before it", async () => {
    const differences: string[] = [];
    let before = lines(await textOf(OLDEST));
    for (const version of LATER) {
        const now = lines(await textOf(version));
        const gone = [...before].filter((line) => !now.has(line)).map((line) => `-${line}`);
        const come = [...now].filter((line) => !before.has(line)).map((line) => `+${line}`);
        differences.push(`# ${version}`, ...gone, ...come, "");
        before = now;
    }
    expectGolden(`${FOLDER}/differences.txt`, differences.join("\n"));
});

test("no golden file is left over", () => {
    const names = [`${OLDEST}.txt`, "1.0.0.txt", `${NEWEST}.txt`, "differences.txt"];
    dropGoldenExcept(FOLDER, names);
    expect(goldenNames(FOLDER)).toEqual([...names].sort());
});

/** The lines of a text, each with the section that it is in, and without the version itself, which every release changes. */
function lines(text: string): Set<string> {
    let section = "";
    return new Set(
        text.split("\n").flatMap((line) => {
            if (line.startsWith("[")) {
                section = line;
                return [];
            }
            return line === "" ? [] : [`${section} ${line.replace(/(dify-(?:api|web)):.*/, "$1:<version>")}`];
        }),
    );
}
