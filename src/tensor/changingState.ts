import { nextName, type StateTensor, type TrainingStep } from './trainingStep';

/** The tensors of the state that a step replaces; the others belong to frozen layers. */
export function changingState({ state, onnx }: TrainingStep): readonly StateTensor[] {
  const outputs = new Set(onnx.outputs.map(({ name }) => name));
  return state.filter(({ name }) => outputs.has(nextName(name)));
}
