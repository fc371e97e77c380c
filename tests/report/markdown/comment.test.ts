import { compareStack, sideOf, type Side } from "../../../analysis/diff/stacks";
import { comparisonComment } from "../../../report/markdown/comment";
import { LIMIT } from "../../../report/markdown/limit";
import { planned, planOf } from "../../analysis/diff/plannedResources";
import { availabilityOf, capacity, cost, rules } from "./plans";

/** What a pull request does, as one comment. */

const COMMITS = { base: "1111111", head: "2222222" };

const commentOf = (...stacks: [string, Side, Side][]) =>
    comparisonComment(
        stacks.map(([stack, base, head]) => compareStack(stack, base, head)),
        COMMITS,
    );

const HEADING = `## What this changes

\`2222222\` against \`1111111\`, evaluated offline: nothing was deployed, and nothing that is deployed was looked at.`;

const absent: Side = { kind: "absent" };

const bucket = (name: string) =>
    planned("storage-files", { type: "aws:s3/bucket:Bucket", protect: true, inputs: { bucket: name } });
const api = (replicas: number) =>
    planned("dify-api", { type: "kubernetes:apps/v1:Deployment", inputs: { spec: { replicas } } });

test("data in bold, figures, rules, points of failure, and every resource to be opened", () => {
    const base = planOf([bucket("a"), api(4), planned("old")], {
        availability: { ...availabilityOf(0.9996, 18.8), singlePointsOfFailure: [] },
        cost: cost(90, 100, 110),
        connections: { demand: 382, limit: 850, reserve: 5 },
        capacity: { ...capacity, problems: [] },
        invariants: rules("one-beat"),
    });
    const head = planOf([bucket("b"), api(2)], {
        availability: availabilityOf(0.9995, 22.3),
        cost: cost(70, 80, 90),
        connections: { demand: 300, limit: 850, reserve: 5 },
        capacity,
        invariants: rules("probes-present"),
    });
    expect(commentOf(["prod", sideOf(base), sideOf(head)])).toBe(`${HEADING}

### \`prod\`

> [!CAUTION]
> **Data is lost, or no longer protected.** To merge this, somebody who knows that puts the label \`data-replacement-approved\` on it.
> - **\`storage-files\` (\`s3/Bucket\`: objects) is replaced by a new one, for \`bucket\`.**

|  | base | with this change | difference |
| --- | --: | --: | --: |
| availability of all journeys | 99.960 % | 99.950 % |  |
| without service, a month | 18.8 min | 22.3 min | +3.5 min |
| cost, USD a month: likely (from, to) | 100 (90 to 110) | 80 (70 to 90) | −20 |
| PostgreSQL connections, at most | 382 of 845 | 300 of 845 | −82 |
| capacity | everything fits | 1 do not fit |  |
| losses of a zone after which all pods fit | 1 of 2 | 1 of 2 |  |
| invariants | 26 of 27 hold | 26 of 27 hold |  |

**Cost by component**, USD a month, likely: \`network\` −20

**Newly broken**

- **\`probes-present\`**, mandatory: Every container has probes. \`api\` has no probe. → Add one

**Mended**: \`one-beat\`, Every container has probes

**New single points of failure**: \`region\`; \`NAT gateway, member\`

<details><summary>Resources: 0 added, 2 changed, 1 removed</summary>

**\`dify-api\`**

- changed \`Deployment\` \`dify-api\`
  - \`spec.replicas\`: \`4\` → \`2\`

**\`old\`**

- removed \`ConfigMap\` \`old\`

**\`storage-files\`**

- changed \`s3/Bucket\` \`storage-files\`
  - \`bucket\`: \`a\` → \`b\`

</details>`);
});

test("what the base did not know is said to be unknown, what it had none of is none", () => {
    const base = planOf([], { cost: null });
    const head = planOf([api(2)], { availability: availabilityOf(0.9995, 22.3), cost: cost(1, 2, 3) });
    const lines = commentOf(["prod", sideOf(base), sideOf(head)]).split("\n");
    expect(lines).toContain("| availability of all journeys | not known at the base | 99.950 % |  |");
    expect(lines).toContain("| cost, USD a month: likely (from, to) | – | 2 (1 to 3) | +2 |");
    expect(lines.some((line) => line.includes("connections"))).toBe(false);
});

test("unprotected data is named, and needs no label", () => {
    const queue = planned("redis", { type: "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication" });
    const text = commentOf(["local", sideOf(planOf([queue, api(1)])), sideOf(planOf([api(1)]))]);
    expect(text).toContain(
        "> **Data is lost, or no longer protected.**\n" +
            "> - **`redis` (`RedisReplication`: queues and caches) is deleted.** It was not protected.\n",
    );
    expect(text).not.toContain("label");
});

test("a stack that cannot be planned is told with its problems, before others, and unchanged ones at the end", () => {
    const problems = [{ path: "zones", value: ["a"], message: "needs at least 3" }];
    const same = sideOf(planOf([api(2)]));
    const text = commentOf(
        ["dr", same, same],
        ["new", absent, sideOf(planOf([api(2)], { invariants: rules() }))],
        ["old", same, absent],
        ["prod", same, { kind: "failed", problems }],
        ["staging", { kind: "failed", problems }, same],
    );
    expect(text).toBe(`${HEADING}

### \`prod\`

**This change cannot be planned** (1 problem):

- **\`zones\` = \`["a"]\`**: needs at least 3

### \`new\`

A new stack: 1 resource.

**Invariants**: all 27 hold

### \`old\`

It has no file any more. What it deployed stays where it is until \`pulumi destroy\`.

### \`staging\`

**The base cannot be planned, there is nothing to compare with** (1 problem):

- **\`zones\` = \`["a"]\`**: needs at least 3

Nothing changes in \`dr\`.`);
});

test("a plan that is refused says why", () => {
    const problems = [{ path: "slo.target", message: "is missed" }];
    const text = commentOf(["prod", sideOf(planOf([api(4)])), sideOf(planOf([api(2)], { problems }))]);
    expect(text).toContain("**This change is refused** (1 problem):\n\n- **`slo.target`**: is missed\n");
});

test("long values are not shown, and many inputs are counted", () => {
    const file = (text: string, count: number) =>
        planned("config", {
            inputs: {
                data: {
                    file: text,
                    ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, text[0]])),
                },
            },
        });
    const text = commentOf(["prod", sideOf(planOf([file("a".repeat(61), 14)])), sideOf(planOf([file("b\nb", 14)]))]);
    expect(text).toContain("  - `data.file`\n  - `data.k0`: `a` → `b`\n");
    expect(text).toContain("  - `data.k10`: `a` → `b`\n  - and 3 more inputs\n");
});

describe("a comment that GitHub would refuse", () => {
    const many = (count: number, value: string) =>
        Array.from({ length: count }, (_, index) => planned(`resource-${index}`, { inputs: { value } }));

    test("shows fewer resources, and says so", () => {
        const text = commentOf(["prod", sideOf(planOf(many(2000, "a"))), sideOf(planOf(many(2000, "b")))]);
        expect(text.length).toBeLessThanOrEqual(LIMIT);
        expect(text).toContain("<details><summary>Resources: 0 added, 2000 changed, 0 removed</summary>");
        expect(text).toContain("*1,900 more resources left out here, all are in `npm run plan`.*\n\n</details>");
    });

    test("counts problems that are too many", () => {
        const problems = Array.from({ length: 40 }, (_, index) => ({ path: `key${index}`, message: "is wrong" }));
        const text = commentOf(["prod", sideOf(planOf([])), { kind: "failed", problems }]);
        expect(text).toContain("- **`key29`**: is wrong\n- and 10 more problems");
    });

    test("keeps what is urgent, whatever must go", () => {
        const problems = Array.from({ length: 40 }, (_, index) => ({ path: `key${index}`, message: "x".repeat(5000) }));
        const text = commentOf(
            ["staging", sideOf(planOf([])), { kind: "failed", problems }],
            ["prod", sideOf(planOf([bucket("a")])), sideOf(planOf([]))],
        );
        expect(text.length).toBeLessThanOrEqual(LIMIT);
        expect(text).toContain("**`storage-files` (`s3/Bucket`: objects) is deleted.**");
        expect(text.endsWith("*Something is left out: GitHub takes no longer comment.*")).toBe(true);
    });
});
