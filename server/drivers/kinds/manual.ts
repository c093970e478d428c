export { manualDriver as default } from "../manual/manual-driver.js";
