export { labelReport } from "./label.ts";
