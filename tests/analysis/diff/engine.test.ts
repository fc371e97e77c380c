import { engineChanges, type EngineState, type EngineStep } from "../../../analysis/diff/engine";

/** What Pulumi's engine would do, from steps as `pulumi preview --json --show-sames` writes them. */

const PARENT = "urn:pulumi:prod::dify-ha::dify-ha:index:RdsServer::postgres";
const STACK = "urn:pulumi:prod::dify-ha::pulumi:pulumi:Stack::dify-ha-prod";

const urn = (type: string, name: string) => `urn:pulumi:prod::dify-ha::dify-ha:index:RdsServer$${type}::${name}`;

const RDS = "aws:rds/instance:Instance";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";

function step(op: string, type: string, name: string, before?: Partial<EngineState>, after?: Partial<EngineState>) {
    const state = (change: Partial<EngineState>): EngineState => ({ type, parent: PARENT, ...change });
    return {
        op,
        urn: urn(type, name),
        ...(before === undefined ? {} : { oldState: state(before) }),
        ...(after === undefined ? {} : { newState: state(after) }),
    };
}

const COMPONENT: EngineStep = {
    op: "update",
    urn: PARENT,
    oldState: { type: "dify-ha:index:RdsServer", parent: STACK },
    newState: { type: "dify-ha:index:RdsServer", parent: STACK },
};

const stated = (steps: readonly EngineStep[]) =>
    engineChanges([COMPONENT, ...steps]).resources.map(({ name, component, change, fields }) => [
        name,
        component,
        change,
        ...fields.map(({ path }) => path),
    ]);

const lost = (steps: readonly EngineStep[]) =>
    engineChanges([COMPONENT, ...steps]).data.map(({ name, component, change, because, needsApproval }) => [
        name,
        component,
        change,
        because,
        needsApproval,
    ]);

test("each step is a change, under the component at the top", () => {
    const steps = [
        step("create", LOGS, "new", undefined, { inputs: { name: "a" } }),
        step("delete", LOGS, "gone", { inputs: { name: "b" } }),
        step("update", LOGS, "kept", { inputs: { days: 7, name: "c" } }, { inputs: { days: 30, name: "c" } }),
        step("same", LOGS, "same", {}, { inputs: { name: "d" } }),
        step("update", LOGS, "drifted", { inputs: { name: "e" } }, { inputs: { name: "e" } }),
        step("update", LOGS, "untold", {}, { inputs: { name: "f" } }),
    ];
    expect(stated(steps)).toEqual([
        ["gone", "postgres", "removed"],
        ["kept", "postgres", "changed", "days"],
        ["new", "postgres", "added"],
        ["drifted", "postgres", "changed"],
        ["untold", "postgres", "changed"],
    ]);
});

test("data is replaced where the provider replaces it, for its reasons", () => {
    const before = { protect: true, inputs: { identifier: "a", port: 1 } };
    const after = { protect: true, inputs: { identifier: "b", port: 2 } };
    const replace = { ...step("replace", RDS, "postgres", before, after), replaceReasons: ["port"] };
    expect(lost([replace])).toEqual([["postgres", "postgres", "replaced", ["port"], true]]);
    const parts = [
        { ...step("create-replacement", RDS, "postgres", before, after), replaceReasons: ["port"] },
        step("delete-replaced", RDS, "postgres", before),
    ];
    expect(lost(parts)).toEqual([["postgres", "postgres", "replaced", ["port"], true]]);
});

test("where it updates in place, no list says otherwise", () => {
    const before = { protect: true, inputs: { identifier: "a" } };
    const after = { protect: true, inputs: { identifier: "b" } };
    expect(lost([step("update", RDS, "postgres", before, after)])).toEqual([]);
});

test("data is deleted, and protection taken away", () => {
    const kept = { protect: true, inputs: {} };
    expect(lost([step("delete", RDS, "postgres", kept)])).toEqual([["postgres", "postgres", "deleted", [], true]]);
    expect(lost([step("update", RDS, "postgres", kept, { protect: false, inputs: {} })])).toEqual([
        ["postgres", "postgres", "unprotected", [], true],
    ]);
    expect(lost([step("delete", RDS, "postgres", { inputs: {} })])).toEqual([
        ["postgres", "postgres", "deleted", [], false],
    ]);
    expect(lost([step("replace", LOGS, "logs", { inputs: {} }, { inputs: {} })])).toEqual([]);
});
