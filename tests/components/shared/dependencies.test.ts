import type * as pulumi from "@pulumi/pulumi";
import { dependenciesOf } from "../../../components/shared/dependencies";

const resource = (name: string) => ({ name }) as unknown as pulumi.Resource;
const [first, second] = [resource("first"), resource("second")];

test.each([
    ["no options", undefined, []],
    ["options without dependencies", {}, []],
    ["one dependency", { dependsOn: first }, [first]],
    ["several", { dependsOn: [first, second] }, [first, second]],
    ["none of several", { dependsOn: [] }, []],
])("%s", (_, opts, expected) => {
    expect(dependenciesOf(opts)).toEqual(expected);
});
