import { DARK, LIGHT, styleSheet, type Palette } from "../../../report/topology/drawing/palette";

/** Contrast by WCAG 2.2: 4.5 for text (1.4.3), 3 for lines and signs that are needed to understand (1.4.11). */

function luminance(color: string): number {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
        .map((index) => parseInt(color.slice(index, index + 2), 16) / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
}

/** A color at 12 % over another, as under the names of rows. */
function tinted(color: string, under: string): string {
    const channel = (index: number) => {
        const [above, below] = [color, under].map((hex) => parseInt(hex.slice(index, index + 2), 16)) as [
            number,
            number,
        ];
        return Math.round(0.12 * above + 0.88 * below)
            .toString(16)
            .padStart(2, "0");
    };
    return `#${channel(1)}${channel(3)}${channel(5)}`;
}

test("black on white is 21", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});

describe.each<[string, Palette]>([
    ["light", LIGHT],
    ["dark", DARK],
])("%s", (_, palette) => {
    const { page, zone, box, ink, muted, copy, frame, layers } = palette;
    const grounds = [page, zone, box];

    test("texts can be read on everything that they stand on", () => {
        const tints = Object.values(layers).flatMap((layer) => [tinted(layer, page), tinted(layer, zone)]);
        const pairs = [
            ...[...grounds, ...tints].map((ground) => [ink, ground]),
            ...[...grounds, ...tints].map((ground) => [muted, ground]),
            ...[...grounds, ...tints].map((ground) => [copy, ground]),
            ...Object.values(layers).flatMap((layer) => grounds.map((ground) => [layer, ground])),
        ] as [string, string][];
        expect(pairs.filter(([text, ground]) => contrast(text, ground) < 4.5)).toEqual([]);
    });

    test("frames can be seen", () => {
        expect(contrast(frame, page)).toBeGreaterThan(3);
    });
});

test("light is the rule, dark and paper are exceptions from it", () => {
    const css = styleSheet();
    expect(css.indexOf(`--topo-page:${LIGHT.page}`)).toBeLessThan(css.indexOf(`--topo-page:${DARK.page}`));
    expect(css.lastIndexOf(`--topo-page:${LIGHT.page}`)).toBeGreaterThan(css.indexOf("@media print"));
});
