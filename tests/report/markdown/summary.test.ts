import { planSummary } from "../../../report/markdown/summary";
import { planned, planOf } from "../../analysis/diff/plannedResources";
import { availabilityOf, capacity, cost, rules } from "./plans";

/** The short form of a plan. */

test("everything that a plan tells", () => {
    const plan = planOf([planned("a"), planned("b")], {
        availability: availabilityOf(0.99957, 18.813),
        cost: cost(100, 150, 300),
        connections: { demand: 382, limit: 850, reserve: 5 },
        capacity,
        invariants: rules("probes-present"),
        problems: [{ path: "slo.target", value: 0.9999, message: "the plan amounts to less" }],
    });
    expect(planSummary(plan)).toBe(`### Stack \`unit\`: 2 resources

- **\`slo.target\` = \`0.9999\`**: the plan amounts to less

| journey | available | down a month |
| --- | --: | --: |
| chat | 99.957 % | 18.8 min |
| all of them | 99.957 % | 18.8 min |

**Single points of failure**: \`region\`, \`NAT gateway\` (member)

**Cost**, USD a month, likely (at least to at most): 150 (100 to 300)

<details><summary>by component</summary>

| component | USD a month |
| --- | --: |
| \`network\` | 150 (100 to 300) |

</details>

Not in it: \`disk\`, no price of \`ebs:gp9\`

**PostgreSQL connections**: at most 382 of 845 (5 more are reserved)

**Capacity**: not everything fits; with a zone lost, all pods find a node in 1 of 2 cases
- 3 pods of api find no node without zone b
- chat messages: 12 (8 to 20) a second, bound by \`dify-api\`

**Invariants**: 26 of 27 hold
- **\`probes-present\`**, mandatory: Every container has probes. \`api\` has no probe. → Add one`);
});

test("what a plan does not have is left out", () => {
    expect(planSummary(planOf([planned("a")], { availability: null, cost: null, invariants: rules() }))).toBe(
        "### Stack `unit`: 1 resource\n\n**Invariants**: all 27 hold",
    );
});

test("nothing of a stranger's text is mark-up", () => {
    const message = "<b>@octocat</b> | [x](https://evil.example)";
    const text = planSummary(planOf([], { stack: "a`b", problems: [{ path: "a|b", value: "</details>", message }] }));
    expect(text).toBe(
        "### Stack ``a`b``: 0 resources\n\n" +
            '- **`a|b` = `"</details>"`**: &lt;b&gt;@\u200boctocat&lt;/b&gt; &vert; \\[x\\](https:\u200b//evil.example)',
    );
});
