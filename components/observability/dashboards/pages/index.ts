import type { MonitoringTargets } from "../../../../contracts/monitoring";
import type { Selectors } from "../../rules/series";
import type { Slo } from "../../rules/slo";
import type { Page, PageBuilder } from "../types";
import { applicationPage } from "./application";
import { gatewayPage } from "./gateway";
import { milvusPage } from "./milvus";
import { platformPage } from "./platform";
import { postgresPage } from "./postgres";
import { redisPage } from "./redis";
import { sloPage } from "./slo";

/** A page a tier, the promise first. */
const PAGES: readonly PageBuilder[] = [
    sloPage,
    gatewayPage,
    applicationPage,
    postgresPage,
    redisPage,
    milvusPage,
    platformPage,
];

/** Pages for what a stack runs; one that would be empty is left out. */
export function pagesOf(targets: MonitoringTargets, slo: Slo, selectors: Selectors): Page[] {
    return PAGES.map((page) => page(targets, slo, selectors)).filter(({ panels }) => panels.length > 0);
}
