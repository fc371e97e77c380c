import fc from "fast-check";
import { code, prose } from "../../../report/markdown/escape";
import { table } from "../../../report/markdown/table";

/** Text of strangers is shown, and does nothing. */

const BREAK = "\u200b";

test.each([
    ["plain", "Every workload has 2 members.", "Every workload has 2 members."],
    ["emphasis", "a *b* _c_ ~~d~~", "a \\*b\\* \\_c\\_ \\~\\~d\\~\\~"],
    ["HTML", '<img src="x" onerror=alert(1)>', '&lt;img src="x" onerror=alert(1)&gt;'],
    ["a hidden comment", "<!-- dify-ha: comment-offline -->", "&lt;!-- dify-ha: comment-offline --&gt;"],
    ["an entity", "&lt;b&gt;", "&amp;lt;b&amp;gt;"],
    ["a mention", "ask @octocat, @org/team", `ask @${BREAK}octocat, @${BREAK}org/team`],
    ["a reference", "fixes #12 and GH-3", `fixes #${BREAK}12 and GH-${BREAK}3`],
    ["a link", "[click](https://evil.example)", `\\[click\\](https:${BREAK}//evil.example)`],
    ["a bare address", "www.evil.example", `www${BREAK}.evil.example`],
    ["a picture", "![x](//evil.example/x.png)", "!\\[x\\](//evil.example/x.png)"],
    ["code", "`rm`", "\\`rm\\`"],
    ["a cell's end", "a | b", "a &vert; b"],
    ["mathematics", "$a$", "&dollar;a&dollar;"],
    ["a heading in a new line", "a\n# b", "a \\# b"],
    ["a list", "- a", "\\- a"],
    ["a numbered list", "1. a", "1\\. a"],
    ["text that runs backwards", "a\u202eb", "a b"],
])("prose: %s", (_, text, shown) => {
    expect(prose(text)).toBe(shown);
});

test.each([
    ["a name", "spec.replicas", "`spec.replicas`"],
    ["a mention", "@octocat", "`@octocat`"],
    ["HTML", "<b>", "`<b>`"],
    ["a backtick inside", "a`b", "``a`b``"],
    ["backticks at both ends", "``a`", "``` ``a` ```"],
    ["spaces at the ends", " a ", "`  a  `"],
    ["lines", "a\nb", "`a b`"],
    ["nothing", "", "(empty)"],
])("code: %s", (_, text, shown) => {
    expect(code(text)).toBe(shown);
});

test("whatever is set as code ends where it should, on one line", () => {
    fc.assert(
        fc.property(fc.string(), (text) => {
            const shown = code(text);
            const [fence = ""] = /^`+/.exec(shown) ?? [];
            const inside = shown.slice(fence.length, shown.length - fence.length);
            const runs = [...inside.matchAll(/`+/g)].map(([run]) => run);
            expect(shown).not.toMatch(/[\r\n]/);
            expect(runs).not.toContain(fence);
        }),
    );
});

test("whatever is set as prose has no HTML and mentions nobody", () => {
    fc.assert(
        fc.property(fc.string(), (text) => {
            expect(prose(text)).not.toMatch(/[<>|$\r\n]|@\w|#\d|:\/\//);
        }),
    );
});

test("a pipe ends no cell, even in code", () => {
    expect(table(["a", "b"], [[code("x|y"), "1"]])).toBe("| a | b |\n| --- | --: |\n| `x\\|y` | 1 |");
});
