export { temscriptDriver as default } from "../temscript/temscript-driver.js";
