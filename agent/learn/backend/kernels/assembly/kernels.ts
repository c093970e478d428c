export { dense, denseGradient, denseGradientScratch } from "./dense";
export { levelHead, levelHeadGradient } from "./level-head";
export { moveHead, moveHeadScratch } from "./move-head";
export { moveHeadGradient, moveHeadGradientScratch } from "./move-head-gradient";
export { ppoLoss } from "./ppo-loss";
export { pool, poolGradient } from "./pool";
export { twoDense, twoDenseGradient, twoDenseGradientScratch } from "./two-dense";
