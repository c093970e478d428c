export { simulatedDriver as default } from "../simulated/simulated-driver.js";
