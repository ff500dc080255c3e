import { t } from '../shared/l10n';
import type { TrainingStep } from '../tensor/trainingStep';
import { chooseDevice } from './devices/chooseDevice';
import { type DeviceReport, reportProcessor } from './devices/deviceReport';
import { openLoopedTrainingSession } from './loopedTrainingSession';
import { openResidentTrainingSession } from './residentTrainingSession';
import type { RuntimeOptions } from './runtimeOptions';
import type { Device } from './session';
import { loadTfjs, type TfjsSearch } from './tfjs/loadTfjs';
import { openTfjsTrainingSession } from './tfjs/tfjsTrainingSession';
import { openTrainingSession, type TrainingSession, type TrainingSessionOptions } from './trainingSession';

export interface OpenTrainingOptions extends Pick<TrainingSessionOptions, 'profilePrefix'> {
  /** The section `[runtime]`. */
  readonly runtime: RuntimeOptions;
  /** Number of threads, which overrides that of `runtime`. */
  readonly threads?: number | undefined;
  /** Returns what the session starts from. It receives the step, whose state depends on the device. */
  readonly start: (
    step: TrainingStep,
  ) => Promise<Pick<TrainingSessionOptions, 'seed' | 'state' | 'iteration' | 'adaptiveState'>>;
  /** For the engine `tfjs`: where to look for TensorFlow.js, and how to report warnings. */
  readonly tfjs?: TfjsSearch;
  /** Called before the session is opened. It may throw to prevent that. */
  readonly beforeOpening?: (step: TrainingStep, report: DeviceReport) => Promise<void>;
}

export interface OpenedTraining {
  readonly step: TrainingStep;
  readonly session: TrainingSession;
  readonly device: DeviceReport;
  /** Number of steps per call: above 1 only if the session has `stepMany`. */
  readonly stepsPerCall: number;
  /** A warning that `auto` fell back to the CPU, with the reasons. */
  readonly fallback?: string;
}

/**
 * Enough steps that copying the state takes little time in comparison, and few enough that losses are reported often.
 */
const defaultStepsPerCall: Readonly<Record<Device, number>> = { cpu: 1, webgpu: 1, cuda: 16, directml: 16, coreml: 16 };

/**
 * Chooses the device, builds the step for it and opens a session on it.
 * @param buildStep builds the step, lowered for the given target
 * @throws UserError if the requested device or engine cannot be used
 */
export async function openTraining(
  buildStep: (target: Device) => TrainingStep | Promise<TrainingStep>,
  options: OpenTrainingOptions,
): Promise<OpenedTraining> {
  const { device: requestedDevice, engine, steps_per_call: requestedStepsPerCall, threads } = options.runtime;
  if (engine === 'tfjs') return openOnTensorFlow(buildStep, options);
  const choice = await chooseDevice(requestedDevice as 'auto' | Device);
  const { device } = choice.report;
  const step = await buildStep(device);
  await options.beforeOpening?.(step, choice.report);
  const stepsPerCall = requestedStepsPerCall || defaultStepsPerCall[device];
  const session = await chooseSessionOpener(device, stepsPerCall)(step, {
    ...(await options.start(step)),
    threads: options.threads ?? threads,
    ...(options.profilePrefix ? { profilePrefix: options.profilePrefix } : {}),
  });
  return {
    step,
    session,
    device: choice.report,
    stepsPerCall: session.stepMany ? stepsPerCall : 1,
    ...(choice.fallback ? { fallback: choice.fallback } : {}),
  };
}

/** Opens a session on TensorFlow.js. The installed package decides the device: tfjs-node-gpu computes with CUDA. */
async function openOnTensorFlow(
  buildStep: (target: Device) => TrainingStep | Promise<TrainingStep>,
  { runtime, tfjs, start, beforeOpening }: OpenTrainingOptions,
): Promise<OpenedTraining> {
  const { tf, name, isGpu } = await loadTfjs(tfjs);
  if (runtime.device !== 'auto')
    tfjs?.onWarning?.(
      t(
        'The package {0} decides which device computes: device = {1} in train.ini has no effect.',
        name,
        runtime.device,
      ),
    );
  const device: DeviceReport = isGpu ? { device: 'cuda', name, works: true } : { ...reportProcessor(), name };
  const step = await buildStep('cpu');
  await beforeOpening?.(step, device);
  const session = await openTfjsTrainingSession(step, { tf, ...(await start(step)) });
  return { step, session, device, stepsPerCall: 1 };
}

/**
 * Chooses the kind of session. WebGPU keeps the state on the device. Other devices copy it in each call, which several
 * steps share.
 */
export function chooseSessionOpener(device: Device, stepsPerCall: number): typeof openTrainingSession {
  if (device === 'webgpu') return openResidentTrainingSession;
  return stepsPerCall > 1 ? openLoopedTrainingSession : openTrainingSession;
}
