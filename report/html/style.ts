/** The style sheet of the report: light and dark, phone and paper. Charts take their colours from it. */
export const STYLE = `
:root {
    --paper: #ffffff;
    --ink: #1b1f24;
    --muted: #57606a;
    --rule: #d8dee4;
    --wash: #f6f8fa;
    --link: #0a53a8;
    --bar: #2f6db5;
    --bar-light: #8fb4de;
    --reduced: #b7791f;
    --bad: #b42318;
    --attention: #8a5a00;
}
@media screen and (prefers-color-scheme: dark) {
    :root {
        --paper: #14171a;
        --ink: #e6e9ec;
        --muted: #a3acb5;
        --rule: #343a41;
        --wash: #1c2126;
        --link: #8ab8f0;
        --bar: #6ea3e0;
        --bar-light: #3f6a9e;
        --reduced: #d9a13f;
        --bad: #ff8a7a;
        --attention: #e3b45c;
    }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
    margin: 0 auto;
    max-width: 70rem;
    padding: 2.5rem 2rem 4rem;
    background: var(--paper);
    color: var(--ink);
    font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; }
h1 { font-size: 2rem; line-height: 1.2; font-weight: 650; }
h2 { font-size: 1.375rem; line-height: 1.3; font-weight: 650; margin-bottom: 0.75rem; }
h3 { font-size: 1rem; font-weight: 650; margin: 1.75rem 0 0.5rem; }
p { max-width: 44rem; }
p + p { margin-top: 0.5rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.15em; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: 0.9375em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
ul, ol { padding-left: 1.25rem; max-width: 52rem; }
li + li { margin-top: 0.25rem; }
.kicker, .lead, .small { color: var(--muted); }
.lead { margin-top: 0.5rem; }
.small { font-size: 0.875rem; }
.bad { color: var(--bad); }
section { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
.part { margin-top: 4.5rem; margin-bottom: 0; color: var(--muted); font-weight: 500; }
.part + section { margin-top: 1.5rem; }

.summary { margin-top: 1.75rem; padding-top: 0; border: 0; }
.verdict { padding-left: 0.875rem; border-left: 3px solid var(--bar); }
.verdict.bad { border-color: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1.5rem 2rem; margin-top: 1.5rem; }
.card dt { font-size: 0.875rem; }
.card .value { font-size: 1.625rem; line-height: 1.3; font-weight: 600; }
.card .detail { font-size: 0.875rem; line-height: 1.4; color: var(--muted); }
.card.bad .value { color: var(--bad); }
.card.attention .value { color: var(--attention); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: 0.875rem; }
nav .appendix { display: contents; }

.scroll { overflow-x: auto; margin-top: 0.75rem; }
table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.4; overflow-wrap: normal; }
th, td { padding: 0.375rem 1rem 0.375rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; border-bottom-color: var(--muted); }
tbody th { font-weight: 500; white-space: nowrap; }
td { min-width: 2rem; }
th.figure, td.figure { text-align: right; white-space: nowrap; }
td.figure[title] { cursor: help; }
td .small { display: block; min-width: 14rem; max-width: 32rem; font-size: 0.8125rem; }
tr.total th, tr.total td { font-weight: 650; border-bottom: 0; }
.note { white-space: nowrap; font-size: 0.6875rem; line-height: 0; margin-left: 0.15em; font-weight: 400; }
.note a { text-decoration: none; padding: 0.25em 0.1em; }
.share { display: inline-flex; align-items: center; gap: 0.5rem; white-space: nowrap; }
.share .track { display: inline-block; width: 4rem; height: 0.5rem; background: var(--rule); }
.share .track span { display: block; height: 100%; background: var(--bar); }
.share.bad .track span { background: var(--bad); }
.share .figure { display: inline-block; min-width: 2.75em; text-align: right; }

figure { margin: 1rem 0; }
.chart svg { display: block; width: 100%; height: auto; }
.chart.wide { max-width: 45rem; }
.chart.narrow { display: none; max-width: 24rem; }
.picture svg { display: block; max-width: 100%; height: auto; }
.picture.narrow { display: none; }
.scroll + p, .scroll + ul { margin-top: 0.75rem; }
ul + p { margin-top: 0.75rem; }
.nowrap { white-space: nowrap; }
td .small.nowrap { min-width: 0; }
.plain { columns: 24rem; max-width: none; list-style: none; padding: 0; margin-top: 0.75rem; font-size: 0.875rem; color: var(--muted); }
.rule { margin-top: 1.5rem; }
.rule ul { margin: 0.5rem 0; font-size: 0.9375rem; }
.rule h3 { margin: 0 0 0.25rem; }
.badge { font-size: 0.75rem; font-weight: 500; padding: 0.05rem 0.4rem; border: 1px solid var(--muted); color: var(--muted); border-radius: 0.25rem; }
.rule.mandatory .badge { border-color: var(--bad); color: var(--bad); }
.rule.advisory .badge { border-color: var(--attention); color: var(--attention); }
.problems { color: var(--bad); margin-bottom: 1rem; }
.timeline { font-size: 0.9375rem; }
.timeline li > :last-child { display: inline-block; width: calc(100% - 5rem); vertical-align: top; }
.timeline .when { display: inline-block; min-width: 4.25rem; color: var(--muted); }
.legend .key { display: inline-block; width: 0.75rem; height: 0.75rem; margin-left: 0.5rem; vertical-align: -0.05em; }
.legend .key:first-child { margin-left: 0; }
.key.full { background: var(--bar-light); }
.key.reduced { background: var(--reduced); }
.key.out { background: var(--bad); }
.notes { font-size: 0.875rem; max-width: 52rem; padding-left: 2.25rem; }
.notes li:target { background: var(--wash); }

@media (max-width: 47rem) {
    body { padding: 1.25rem 1rem 3rem; }
    h1 { font-size: 1.625rem; }
    .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.25rem 1rem; }
    .card .value { font-size: 1.25rem; }
    .wide { display: none; }
    .chart.narrow, .picture.narrow { display: block; }
    td .small { min-width: 18rem; max-width: 24rem; }
    tbody th { white-space: normal; min-width: 7rem; }
    thead th.figure { white-space: normal; min-width: 4rem; }
}
@media print {
    @page { margin: 16mm 14mm; }
    html { font-size: 9.5pt; }
    body { max-width: none; padding: 0; }
    h2, h3, p:has(+ figure), p:has(+ .scroll) { break-after: avoid; }
    section { margin-top: 2rem; }
    table { font-size: 0.8125rem; }
    th, td { padding-right: 0.75rem; }
    thead { display: table-header-group; }
    tr, .card, figure, .rule, li { break-inside: avoid; }
    nav { display: none; }
    .part { break-before: page; }
    .scroll { overflow: visible; }
    .wide { display: block; }
    .chart.narrow, .picture.narrow { display: none; }
    tbody th, thead th.figure { white-space: normal; }
    td .small { min-width: 0; font-size: 0.75rem; }
    .share .track { width: 3rem; }
    .track, .track span, .key, rect, path { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
