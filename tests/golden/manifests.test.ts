import { kubernetesObjects, type PlannedObject, type ResourceGraph } from "../../analysis/graph";
import { manifestName, manifestText } from "../../cli/manifests";
import { evaluateStack } from "../support/evaluation";
import { dropGoldenExcept, expectGolden, goldenNames } from "../support/golden";

/** The manifests of stack `local`, secrets masked, one reviewed file for each component. */

const FOLDER = "local";
const FILES = [
    "dify",
    "gateway",
    "metrics",
    "milvus",
    "monitoring",
    "namespace",
    "network",
    "postgres",
    "postgres-dumps",
    "redis",
];

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await evaluateStack("local");
});

/** Name of the component that an object belongs to; `namespace` for what belongs to none. */
function fileOf({ urn }: PlannedObject): string {
    const parent = graph.resources.find((resource) => resource.urn === urn)?.parent;
    return graph.resources.find((resource) => resource.urn === parent)?.name ?? "namespace";
}

/** A program in a ConfigMap is reviewed where it is written: of it only the names of its files. */
function withoutPrograms(planned: PlannedObject): PlannedObject {
    const { object } = planned;
    const data = Object.entries((object.data ?? {}) as Record<string, string>);
    const names = data.map(([name, text]) => [name, name.endsWith(".py") ? "[program]" : text]);
    return data.length === 0 ? planned : { ...planned, object: { ...object, data: Object.fromEntries(names) } };
}

test.each(FILES)("%s", (file) => {
    const objects = kubernetesObjects(graph, { showSecrets: false }).filter((planned) => fileOf(planned) === file);
    const texts = objects.map((planned) => `# ${manifestName(planned)}\n${manifestText(withoutPrograms(planned))}`);
    expectGolden(`${FOLDER}/${file}.yaml`, texts.join("---\n"));
});

test("every object is in one of the files, and no file is left over", () => {
    const names = FILES.map((file) => `${file}.yaml`);
    dropGoldenExcept(FOLDER, names);
    const found = new Set(kubernetesObjects(graph, { showSecrets: false }).map(fileOf));
    expect([...found].sort()).toEqual(FILES);
    expect(goldenNames(FOLDER)).toEqual([...names].sort());
});
