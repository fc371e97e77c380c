import * as fs from "node:fs";
import * as path from "node:path";
import { reportInput } from "../../../cli/htmlReport";
import { planDocument } from "../../../cli/planDocument";
import { loadStack } from "../../../cli/stackFile";
import { htmlReport } from "../../../report/html";
import { Browser, CHROMIUM_PROBLEMS } from "../../support/chromium";
import { evaluateStack } from "../../support/evaluation";
import { temporaryFolder } from "../../support/files";
import { describeUnless } from "../../support/programs";
import { SMALL } from "./smallReport";

/** The report of prod, with a rehearsal and a difference, as Chromium shows it. */

/** Least contrast of text (WCAG 2.2, 1.4.3) . */
const CONTRAST = 4.5;

/** Texts whose contrast with what is behind them is too low, each once. */
const LOW_CONTRAST = `(() => {
    const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
    const luminance = (color) => {
        const [r, g, b] = channels(color).map((value) => {
            const share = value / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
        for (let at = element; at !== null; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (color !== "rgba(0, 0, 0, 0)") { return color; }
        }
        return "rgb(255, 255, 255)";
    };
    const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const texts = document.querySelectorAll("h1, h2, h3, p, li, th, td, dt, dd, a, strong, .small, .badge, .chart text");
    const low = [...texts].flatMap((element) => {
        const style = getComputedStyle(element);
        const color = element instanceof SVGElement ? style.fill : style.color;
        const found = ratio(luminance(color), luminance(background(element)));
        return found < ${CONTRAST} ? [element.tagName + "." + (element.className.baseVal ?? element.className) + " " + found.toFixed(2)] : [];
    });
    return [...new Set(low)];
})()`;

const VISIBLE_DRAWINGS = `[...document.querySelectorAll(".chart, .picture")]
    .filter((element) => element.getBoundingClientRect().width > 0)
    .map((element) => [...element.classList].includes("wide") ? "wide" : "narrow")`;

describeUnless(CHROMIUM_PROBLEMS, "in Chromium", () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "report.html");
    let browser: Browser;

    beforeAll(async () => {
        const graph = await evaluateStack("prod");
        const { config } = loadStack("prod", []);
        const input = reportInput(planDocument(graph), {
            graph,
            config,
            folder,
        });
        const { rehearsal, costDifference } = SMALL;
        fs.writeFileSync(file, htmlReport({ ...input, rehearsal, costDifference }));
        browser = await Browser.start();
    }, 60_000);

    afterAll(() => browser.end());

    const SCREENS = [1280, 390].flatMap((width) => (["light", "dark"] as const).map((scheme) => ({ width, scheme })));

    test.each(SCREENS)("$width wide, $scheme", async (screen) => {
        await browser.open(file, screen);
        const [inner, scroll] = await browser.evaluate<[number, number]>(
            "[document.documentElement.clientWidth, document.documentElement.scrollWidth]",
        );
        expect(scroll).toBe(inner);
        expect(inner).toBeGreaterThan(screen.width - 20);
        expect(await browser.evaluate(LOW_CONTRAST)).toEqual([]);
        const drawings = await browser.evaluate<string[]>(VISIBLE_DRAWINGS);
        expect(drawings.length).toBe(5);
        expect(new Set(drawings)).toEqual(new Set([screen.width === 390 ? "narrow" : "wide"]));
        const background = await browser.evaluate("getComputedStyle(document.body).backgroundColor");
        expect(background).toBe(screen.scheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 26)");
    });

    test("pictures keep the size of their text, and have a text instead", async () => {
        await browser.open(file, { width: 390, scheme: "light" });
        const heights = await browser.evaluate<number[]>(
            `[...document.querySelectorAll(".chart.narrow text")].map((text) => text.getBoundingClientRect().height)`,
        );
        expect(Math.min(...heights)).toBeGreaterThan(10);
        const labels = await browser.evaluate<string[]>(
            `[...document.querySelectorAll("[role=img]")].map((image) => image.ariaLabel ?? image.querySelector("title")?.textContent ?? "")`,
        );
        expect(labels.length).toBeGreaterThan(8);
        expect(labels.filter((label) => label.length < 20)).toEqual([]);
    });

    test("what is wider than the screen scrolls by itself, also by keyboard", async () => {
        await browser.open(file, { width: 390, scheme: "light" });
        const wide = await browser.evaluate<number[]>(
            `[...document.querySelectorAll(".scroll")].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map((element) => element.tabIndex)`,
        );
        expect(wide.length).toBeGreaterThan(5);
        expect(new Set(wide)).toEqual(new Set([0]));
    });

    test("paper has every page, in light colours whatever the screen has", async () => {
        await browser.open(file, { width: 1280, scheme: "dark" });
        const pdf = await browser.pdf();
        const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length;
        expect(pages).toBeGreaterThan(10);
        expect(pages).toBeLessThan(40);
        await browser.openOnPaper(file);
        expect(await browser.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
        expect(await browser.evaluate(VISIBLE_DRAWINGS)).toEqual(Array(5).fill("wide"));
        expect(await browser.evaluate(LOW_CONTRAST)).toEqual([]);
    });

    test("nothing was asked for but the file, and nothing complained", () => {
        expect(new Set(browser.requests)).toEqual(new Set([`file://${file}`]));
        expect(browser.errors).toEqual([]);
    });
});
