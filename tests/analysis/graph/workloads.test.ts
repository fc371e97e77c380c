import { workloadsOf } from "../../../analysis/graph";
import { graphOf, resource } from "../../support/syntheticGraph";

const component = (urn: string, outputs?: Record<string, unknown>) => resource(urn, { custom: false, outputs });

test("workloads of all components come in one list, by name", () => {
    const graph = graphOf(
        component("a", { workloads: [{ name: "web" }, { name: "api" }] }),
        component("b", { url: "https://example.com" }),
        component("c"),
        component("d", { workloads: [{ name: "etcd" }] }),
    );
    expect(workloadsOf(graph).map(({ name }) => name)).toEqual(["api", "etcd", "web"]);
});
