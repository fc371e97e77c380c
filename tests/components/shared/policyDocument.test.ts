import fc from "fast-check";
import type { PolicyStatement } from "../../../contracts";
import { policyDocument } from "../../../components/shared/policyDocument";

const READ: PolicyStatement = { sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::bucket/*"] };

test("a statement is written as IAM has it", () => {
    const conditions = { StringEquals: { "aws:SourceVpce": "vpce-1" } };
    expect(policyDocument([READ, { ...READ, sid: "Conditional", conditions }])).toEqual({
        Version: "2012-10-17",
        Statement: [
            { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::bucket/*"] },
            {
                Sid: "Conditional",
                Effect: "Allow",
                Action: ["s3:GetObject"],
                Resource: ["arn:aws:s3:::bucket/*"],
                Condition: conditions,
            },
        ],
    });
});

test.each<[string, PolicyStatement]>([
    ["named actions on every resource", { ...READ, actions: ["ec2:DescribeVolumes"], resources: ["*"] }],
    ["a family of actions on a named resource", { ...READ, actions: ["s3:Get*"] }],
])("%s are possible", (_, statement) => {
    expect(() => policyDocument([statement])).not.toThrow();
});

test.each<[string, PolicyStatement[]]>([
    ["a policy needs at least one statement", []],
    [
        "Read: s3:* on every resource: name the actions, or the resources",
        [{ ...READ, actions: ["s3:*"], resources: ["*"] }],
    ],
    [
        "Read: s3:Get* on every resource: name the actions, or the resources",
        [{ ...READ, actions: ["s3:Get*"], resources: ["arn:aws:s3:::bucket", "*"] }],
    ],
    ["Read: * is not an action", [{ ...READ, actions: ["*"] }]],
    ["Read: s3 is not an action", [{ ...READ, actions: ["s3"] }]],
    ["Read: allows no action", [{ ...READ, actions: [] }]],
    ["Read: names no resource", [{ ...READ, resources: [] }]],
    ["Re-ad: a sid has letters and digits only", [{ ...READ, sid: "Re-ad" }]],
    ["Read: another statement has this sid", [READ, READ]],
])("refused: %s", (problem, statements) => {
    expect(() => policyDocument(statements)).toThrow(new RangeError(problem));
});

test("everything wrong is named at once", () => {
    expect(() =>
        policyDocument([
            { sid: "a b", actions: ["s3:*"], resources: ["*"] },
            { ...READ, actions: [] },
        ]),
    ).toThrow(
        new RangeError(
            [
                "a b: a sid has letters and digits only",
                "a b: s3:* on every resource: name the actions, or the resources",
                "Read: allows no action",
            ].join("\n"),
        ),
    );
});

test("no policy ever has a wildcard action on every resource", () => {
    const action = fc.constantFrom("s3:*", "s3:Get*", "s3:GetObject", "ec2:Describe*", "ec2:DescribeVpcs");
    const resource = fc.constantFrom("*", "arn:aws:s3:::bucket/*");
    const statement = fc.record({
        sid: fc.constantFrom("A", "B"),
        actions: fc.array(action),
        resources: fc.array(resource),
    });
    fc.assert(
        fc.property(fc.array(statement, { maxLength: 3 }), (statements) => {
            let document;
            try {
                document = policyDocument(statements);
            } catch (error) {
                expect(error).toBeInstanceOf(RangeError);
                return;
            }
            const wild = document.Statement.filter(
                ({ Action, Resource }) => Resource.includes("*") && Action.some((name) => name.includes("*")),
            );
            expect(wild).toEqual([]);
        }),
    );
});
