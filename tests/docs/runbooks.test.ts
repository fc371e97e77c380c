import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { isAlert } from "../../components/observability/rules/types";
import { leavesOf } from "../../config/schemaTree";
import { groupsOf, VARIANT_NAMES } from "../services/observability/variants";

/** Runbooks against the alerts that send people there, and against each other. */

const FOLDER = path.join(PROJECT_ROOT, "docs/runbooks");

const pages = new Map(
    fs.readdirSync(FOLDER).map((file) => [file, fs.readFileSync(path.join(FOLDER, file), "utf8")] as const),
);

/** Headings of the second level. */
const sectionsOf = (text: string) => [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title ?? "");

/** As GitHub makes it of a heading. */
const anchorOf = (title: string) =>
    title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-");

/** Alerts by the page that they name. */
const alertsOf = new Map<string, Set<string>>();
for (const rule of VARIANT_NAMES.flatMap(groupsOf).flatMap(({ rules }) => rules.filter(isAlert))) {
    const [page = "", anchor] = rule.annotations.runbook_url.replace("docs/runbooks/", "").split("#");
    alertsOf.set(page, (alertsOf.get(page) ?? new Set()).add(rule.alert));
    test(`${rule.alert} leads to its section`, () => expect(anchor).toBe(anchorOf(rule.alert)));
}

test.each([...alertsOf.keys()])("%s has a section for each of its alerts, and for none that there is not", (page) => {
    expect(sectionsOf(pages.get(page) ?? "").sort()).toEqual([...(alertsOf.get(page) ?? [])].sort());
});

test.each([...alertsOf.keys()])(
    "%s says of each what it means, what happens by itself, what to check and to do",
    (page) => {
        const sections = (pages.get(page) ?? "").split(/^## /m).slice(1);
        const order = ["**Means**", "**By itself**", "**Check**", "**Do**"];
        expect(
            sections
                .filter((section) => {
                    const places = order.map((part) => section.indexOf(part));
                    return places.includes(-1) || places.some((place, index) => place < (places[index - 1] ?? 0));
                })
                .map((section) => section.split("\n")[0]),
        ).toEqual([]);
    },
);

test.each([...pages.keys()])("links in %s lead to sections that there are", (page) => {
    const text = pages.get(page) ?? "";
    const links = [...text.matchAll(/\]\(([a-z0-9-]+\.md)?#([a-z0-9-]+)\)/g)];
    const broken = links.filter(
        ([, target, anchor]) =>
            !sectionsOf(pages.get(target ?? page) ?? "")
                .map(anchorOf)
                .includes(anchor ?? ""),
    );
    expect(broken.map(([link]) => link)).toEqual([]);
});

test.each([...alertsOf.keys()])("settings that %s names are keys of the configuration", (page) => {
    const keys = leavesOf().map(({ path: key }) => key.join("."));
    const groups = new Set(keys.map((key) => key.split(".")[0]));
    const named = [...(pages.get(page) ?? "").matchAll(/`([a-z]+(?:\.[a-zA-Z]+)+)`/g)]
        .map(([, name]) => name ?? "")
        .filter((name) => groups.has(name.split(".")[0] ?? ""));
    expect(named.filter((name) => !keys.some((key) => key === name || key.startsWith(`${name}.`)))).toEqual([]);
});
