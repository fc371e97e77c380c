import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";

/** The Chinese README says what the English one says: the same sections, code, links, tables and figures. */

/** Titles of the sections in both languages, in their order. */
const TITLES: Readonly<Record<string, string>> = {
    "dify-ha": "dify-ha",
    Commands: "命令",
    Stacks: "栈",
    "Deploying to AWS": "部署到 AWS",
    "Deploying to your own cluster": "部署到您自己的集群",
    "From Python or Go": "在 Python 或 Go 中使用",
    "Sizes and settings": "规格与设置",
    "What it is made of": "由什么组成",
    "Limits, models, alerts": "限流、模型、告警",
    "What a fault costs": "故障的代价",
    "How available it should be": "可用性应有多高",
    "Pull requests": "拉取请求",
    "What Pulumi would make, and what is there": "Pulumi 将创建什么，以及现有什么",
    Dashboards: "仪表盘",
    Figures: "实测数据",
    Licence: "许可证",
};

interface Section {
    /** As many `#` as the heading has. */
    readonly level: number;
    readonly title: string;
    /** Fenced blocks, with their fences. */
    readonly blocks: readonly string[];
    /** What is outside of fenced blocks. */
    readonly text: string;
}

const FENCED = /^```[^\n]*\n[\s\S]*?^```$/gm;
const SPAN = /`[^`]+`/g;
const TARGET = /(?<=\]\()[^)]+|(?<=\bsrc(?:set)?=")[^"]+/g;
const CELL = /(?<!\\)\|/;

function sectionsOf(page: string): Section[] {
    const blocks: string[] = [];
    const text = fs
        .readFileSync(path.join(PROJECT_ROOT, page), "utf8")
        .replaceAll(FENCED, (block) => `\u0000${blocks.push(block) - 1}\u0000`);
    return text.split(/^(?=#+ )/m).map((section) => {
        const [, marks = "", title = "", body = ""] = /^(#+) (.*)\n([\s\S]*)$/.exec(section) ?? [];
        const own = [...body.matchAll(/\u0000(\d+)\u0000/g)].map(([, index]) => blocks[Number(index)] ?? "");
        return { level: marks.length, title, blocks: own, text: body.replaceAll(/\u0000\d+\u0000/g, "\u0000") };
    });
}

/** Of a span that is broken over two lines, too. */
function spansOf(text: string): string[] {
    return (text.match(SPAN) ?? []).map((span) => span.replaceAll(/\s+/g, " "));
}

/** Numbers outside of code and addresses, without the commas that group their digits: 1,800 is 1800. */
function figuresOf(text: string): string[] {
    const prose = text.replaceAll(SPAN, " ").replaceAll(TARGET, " ");
    return (prose.match(/\d+(?:,\d{3}(?!\d))*(?:\.\d+)*/g) ?? []).map((figure) => figure.replaceAll(",", ""));
}

/** Code and figures of every cell, row by row; figures in their order, so that no two change places in a range. */
function cellsOf(text: string): string[][] {
    const rows = text.split("\n").filter((line) => line.startsWith("|") && !/^[|\s:-]+$/.test(line));
    return rows.map((row) =>
        row
            .split(CELL)
            .slice(1, -1)
            .map((cell) => [...spansOf(cell).sort(), ...figuresOf(cell)].join(" ")),
    );
}

/** Places of headings rather than their names, since anchors are translated with them; and either page is the other's. */
function targetsOf(text: string, page: readonly Section[]): string[] {
    const anchors = page.map(({ title }) =>
        title
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
            .replaceAll(" ", "-"),
    );
    return (text.match(TARGET) ?? []).map((target) => {
        if (target.startsWith("#")) {
            return `heading ${anchors.indexOf(target.slice(1))}`;
        }
        return /^README(\.zh-CN)?\.md$/.test(target) ? "the other language" : target;
    });
}

/** What is oftener in one than in the other. */
function without(all: readonly string[], others: readonly string[]): string[] {
    const left = [...others];
    return all.filter((one) => {
        const index = left.indexOf(one);
        if (index >= 0) {
            left.splice(index, 1);
        }
        return index < 0;
    });
}

function differences(english: readonly string[], chinese: readonly string[]) {
    return { onlyInEnglish: without(english, chinese), onlyInChinese: without(chinese, english) };
}

const SAME = { onlyInEnglish: [], onlyInChinese: [] };

const english = sectionsOf("README.md");
const chinese = sectionsOf("README.zh-CN.md");

test("has the same headings in the same order", () => {
    const headings = (page: readonly Section[]) => page.map(({ level, title }) => `${"#".repeat(level)} ${title}`);
    expect(Object.keys(TITLES)).toEqual(english.map(({ title }) => title));
    expect(headings(chinese)).toEqual(
        headings(english.map((section) => ({ ...section, title: TITLES[section.title] ?? "" }))),
    );
});

test("each leads to the other", () => {
    expect(english[0]?.text.trimStart()).toMatch(/^\[简体中文\]\(README\.zh-CN\.md\)\n/);
    expect(chinese[0]?.text.trimStart()).toMatch(/^\[English\]\(README\.md\)\n/);
});

test("figures are found, in prose and in tables", () => {
    const prose = "on 2026-11-25, 1,800 (0.3 to 2.4). See [3](docs/4.md), `5` and Pulumi 3.274.1,";
    expect(figuresOf(prose)).toEqual(["2026", "11", "25", "1800", "0.3", "2.4", "3", "3.274.1"]);
    expect(cellsOf("| a `b\\|c` | 1,800 |\n| --- | --: |\n| 2 | |")).toEqual([
        ["`b\\|c`", "1800"],
        ["2", ""],
    ]);
});

describe.each(english)("$title", ({ title, blocks, text }) => {
    const translated = chinese.find((section) => section.title === TITLES[title]) ?? { blocks: [], text: "" };

    test("has the same paragraphs, lists, tables and blocks", () => {
        const shape = (body: string) =>
            body
                .trim()
                .split(/\n{2,}/)
                .map((part) => (/^[\u0000|<!]/.exec(part) ?? ["text"])[0].replace("\u0000", "fenced block"));
        expect(shape(translated.text)).toEqual(shape(text));
    });

    test("has the same fenced blocks", () => {
        expect(translated.blocks).toEqual(blocks);
    });

    test("names the same code", () => {
        expect(differences(spansOf(text), spansOf(translated.text))).toEqual(SAME);
    });

    test("has the same links and pictures, in the same order", () => {
        const targets = targetsOf(text, english);
        expect(targets).not.toContain("heading -1");
        expect(targetsOf(translated.text, chinese)).toEqual(targets);
    });

    test("says the same figures", () => {
        expect(differences(figuresOf(text), figuresOf(translated.text))).toEqual(SAME);
    });

    test("has the same code and figures in every cell of its tables", () => {
        expect(cellsOf(translated.text)).toEqual(cellsOf(text));
    });
});
