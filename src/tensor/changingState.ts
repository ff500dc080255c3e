import { getNextName, type StateTensor, type TrainingStep } from './trainingStep';

/** The tensors of the state that a step replaces; the others belong to frozen layers. */
export function listChangingState({ state, onnx }: TrainingStep): readonly StateTensor[] {
  const outputs = new Set(onnx.outputs.map(({ name }) => name));
  return state.filter(({ name }) => outputs.has(getNextName(name)));
}
