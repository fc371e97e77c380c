export type { ReportInput } from "./input";
export { htmlReport } from "./page";
