/** How a file of measured values begins, by which a later evaluation knows that it may replace it. */
export const evaluationStart = '{"faceswap_workbench_evaluation":1,';
