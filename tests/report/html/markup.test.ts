import { html, linked, Markup } from "../../../report/html/markup";

test("texts are escaped, in elements as in attributes", () => {
    const text = `<script>alert("1 & '2'")</script>`;
    const safe = "&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;";
    expect(html`<p title="${text}">${text}</p>`.text).toBe(`<p title="${safe}">${safe}</p>`);
});

test("markup within markup stays what it is, lists are written one after the other, undefined is nothing", () => {
    const items = ["a", "<"].map((item) => html`<li>${item}</li>`);
    expect(html`${items}${undefined}${[]}${0}`.text).toBe("<li>a</li><li>&lt;</li>0");
    expect(html`${Markup.finished("<svg></svg>")}`.text).toBe("<svg></svg>");
});

test("addresses become links that show themselves", () => {
    expect(html`${linked('see https://example.com/?a=1&b="2", and <this>')}`.text).toBe(
        'see <a href="https://example.com/?a=1&amp;b=&quot;2&quot;" rel="noreferrer">https://example.com/?a=1&amp;b=&quot;2&quot;</a>, and &lt;this&gt;',
    );
    expect(html`${linked("https://example.com/a.html: what")}`.text).toBe(
        '<a href="https://example.com/a.html" rel="noreferrer">https://example.com/a.html</a>: what',
    );
    expect(html`${linked("javascript:alert(1)")}`.text).toBe("javascript:alert(1)");
});
