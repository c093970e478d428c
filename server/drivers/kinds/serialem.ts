export { serialEmDriver as default } from "../serialem/serialem-driver.js";
