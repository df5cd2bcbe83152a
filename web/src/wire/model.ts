/** What a tab can learn: a softmax head without hidden layers. */
export const LINEAR = "linear";

/**
 * Why a tab cannot take part in learning `model`, in words for whoever reads the page; undefined if it can.
 *
 * @param model as the coordinator names it: `linear`, `mlp:200`, a class of its own
 */
export function modelProblem(model: string): string | undefined {
  if (model === LINEAR) {
    return undefined;
  }
  if (model === "") {
    return "The coordinator does not say what kind of model it trains (expected: one that a web page can train; load this page again).";
  }
  const found = /^mlp(:|$)/.test(model)
    ? `This run trains a model with hidden layers (${model}), which a web page cannot do.`
    : `This run trains a kind of model that this page does not know (${model.slice(0, 40)}).`;
  return `${found} To take part, use the Headwater program on a computer, or ask whoever runs the coordinator for a run with a ${LINEAR} head.`;
}

/** Throws {@link modelProblem}'s sentence, if there is one. */
export function requireModel(model: string): void {
  const problem = modelProblem(model);
  if (problem !== undefined) {
    throw new Error(problem);
  }
}
