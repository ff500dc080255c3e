/**
 * What it takes to add one of each kind of part to the program. CONTRIBUTING.md shows these as a table, and
 * test/unit/docs/additions.integration.test.ts carries all of them out in a copy of the repository, which must still pass
 * lint, types and the check of the generated files.
 */
export interface Addition {
  /** The kind of part, as the page names it. */
  readonly kind: string;
  /** The name of the example, which its paths contain. */
  readonly example: string;
  /** The files of its own, by path: what stands in each. */
  readonly files: Readonly<Record<string, string>>;
  readonly texts: readonly AddedText[];
  /** Sentences of the record that users read: each gets a line in the bundle of every language. */
  readonly sentences: readonly string[];
  /** Where its test belongs. */
  readonly test: string;
  /** What else to know, for the page. */
  readonly note?: string;
}

/** Text that another file gets, in front of the first place where it contains `before`. */
export interface AddedText {
  readonly path: string;
  readonly text: string;
  readonly before: string;
}

/** Returns the texts that put `name`, exported by `module`, into the registry at `path`, before the entry `next`. */
function register(path: string, name: string, module: string, next: string): readonly AddedText[] {
  return [
    { path, text: `import { ${name} } from '${module}';\n`, before: 'import' },
    { path, text: `${name}, `, before: `${next},` },
  ];
}

const loss: Addition = {
  kind: 'loss',
  example: 'charbonnier',
  files: {
    'src/training/losses/charbonnier.ts': `import { add, sqrt, square, subtract } from '../../tensor/ops';
import type { PlainLoss } from './loss';

/** Charbonnier et al. (1994): the absolute error with a parabola around zero. */
export const charbonnier = {
  name: 'charbonnier',
  help: 'Mean absolute error of the pixels, with a parabola around zero.',
  kind: 'pixel',
  compare: (predicted, target) => sqrt(add(square(subtract(predicted, target)), 1e-6)),
} as const satisfies PlainLoss;
`,
  },
  texts: [
    ...register('src/training/losses/losses.ts', 'charbonnier', './charbonnier', 'ffl'),
    {
      path: 'test/support/training/lossOracles.ts',
      text: 'charbonnier: perPixel((d) => Math.sqrt(d * d + 1e-6)),\n  ',
      before: 'mae:',
    },
  ],
  sentences: ['Mean absolute error of the pixels, with a parabola around zero.'],
  test: 'test/unit/training/losses',
};

const optimizer: Addition = {
  kind: 'optimizer',
  example: 'signDescent',
  files: {
    'src/tensor/optimizers/signDescent.ts': `import { multiply, subtract } from '../ops/broadcasting';
import { sign } from '../ops/unary';
import type { OptimizerDefinition } from './optimizer';

/** Steps of one length against the sign of the gradient. */
export const signDescentDefinition = {
  name: 'sign-descent',
  help: 'Steps of one length against the sign of the gradient.',
  uses: [],
  create: () => ({
    name: 'sign-descent',
    slots: [],
    weightDecayTarget: 'parameter',
    update: ({ parameter, gradient, learningRate }) => ({
      parameter: subtract(parameter, multiply(sign(gradient), learningRate)),
      slots: {},
    }),
  }),
} as const satisfies OptimizerDefinition;
`,
  },
  texts: register(
    'src/tensor/optimizers/optimizers.ts',
    'signDescentDefinition',
    './signDescent',
    'adaBeliefDefinition',
  ),
  sentences: ['Steps of one length against the sign of the gradient.'],
  test: 'test/unit/tensor',
};

const model: Addition = {
  kind: 'model',
  example: 'pocket',
  files: {
    'src/training/models/pocket/model.ts': `import type { ModelDefinition } from '../model';
import { pocketOptions } from './options';

export const pocket = {
  name: 'pocket',
  summary: 'a toy of 32 pixels',
  options: pocketOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof pocketOptions>;
`,
    'src/training/models/pocket/options.ts': `import type { IniSection } from '../../../options/option';

/** Options of the model pocket. */
export const pocketOptions = {
  code_size: {
    type: 'int',
    default: 64,
    min: 16,
    max: 512,
    fixed: true,
    group: 'network',
    help: 'Numbers that the encoder keeps of a face.',
  },
} as const satisfies IniSection;
`,
    'src/training/models/pocket/network.ts': `import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { flatten, reshape } from '../../../tensor/ops';
import { createLayers, type LayerOptions } from '../layers/blocks';
import type { Model } from '../model';
import type { pocketOptions } from './options';

/** Faces of 32 px, one convolution down and one step up. */
export function createNetwork(
  layerOptions: LayerOptions,
  { code_size: codeSize }: SectionValues<typeof pocketOptions>,
): Model {
  const { conv2dBlock, denseLayer, faceOutput, maskOutput, upscaleBlock } = createLayers(layerOptions);
  const upscale = (code: Value, decoder: string) => upscaleBlock(code, \`\${decoder}/upscale_0\`, 16);
  return {
    inputSize: 32,
    outputSize: 32,
    encode(faces) {
      const code = denseLayer(flatten(conv2dBlock(faces, 'encoder/conv_0', { filters: 16 })), 'encoder/dense_0', codeSize);
      const spread = denseLayer(code, 'encoder/dense_1', 16 * 16 * 8);
      return reshape(spread, [faces.shape[0]!, 16, 16, 8]);
    },
    decode: (code, side) => [faceOutput(upscale(code, \`decoder_\${side}\`), \`decoder_\${side}/face\`)],
    decodeMask: (code, side) => maskOutput(upscale(code, \`decoder_\${side}/mask\`), \`decoder_\${side}/mask\`),
  };
}
`,
  },
  texts: [
    ...register('src/training/models/models.ts', 'pocket', './pocket/model', 'original'),
    {
      path: 'docs/models.md',
      text: '## pocket\n\nA toy.\n\n<!-- generated: pocket -->\n<!-- end -->\n\n',
      before: '## Presets',
    },
  ],
  sentences: ['a toy of 32 pixels', 'Numbers that the encoder keeps of a face.'],
  test: 'test/unit/training/models',
  note: 'A model without options of its own has no `options.ts`.',
};

const mask: Addition = {
  kind: 'mask',
  example: 'mouth',
  files: {
    'src/faces/masks/mouth.ts': `import type { LandmarkMask } from './mask';

export const mouthMask = {
  name: 'mouth',
  help: 'The lips and what is between them.',
  source: 'landmarks',
  shape: { parts: ['48-59'] },
} as const satisfies LandmarkMask;
`,
  },
  texts: register('src/faces/masks/masks.ts', 'mouthMask', './mouth', 'componentsMask'),
  sentences: ['The lips and what is between them.'],
  test: 'test/unit/faces/masks',
};

const colorMethod: Addition = {
  kind: 'color method',
  example: 'halfway',
  files: {
    'src/conversion/color/halfway.ts': `import type { ColorMethod } from './colorMethod';

/** The mean of the swapped face and the frame, pixel by pixel: for a test, not for films. */
export const halfway = {
  name: 'halfway',
  help: 'Takes the mean of the swapped face and the frame.',
  adjust: (builder, { face, reference }) =>
    builder.node('Mul', [builder.node('Add', [face, reference]), builder.scalar(0.5)]),
} as const satisfies ColorMethod;
`,
  },
  texts: register('src/conversion/color/colorMethods.ts', 'halfway', './halfway', 'avgColor'),
  sentences: ['Takes the mean of the swapped face and the frame.'],
  test: 'test/unit/conversion',
};

const sharpener: Addition = {
  kind: 'sharpener',
  example: 'contrast',
  files: {
    'src/conversion/sharpening/contrast.ts': `import type { Sharpener } from './sharpener';

/** More contrast around middle gray, which looks sharper. */
export const contrastSharpener = {
  name: 'contrast',
  help: 'Raises the contrast around middle gray.',
  uses: ['amount'],
  sharpen(builder, face, { amount }) {
    const middle = builder.scalar(128);
    const detail = builder.node('Mul', [builder.node('Sub', [face, middle]), builder.scalar(amount / 100)]);
    return builder.node('Clip', [builder.node('Add', [detail, middle]), builder.scalar(0), builder.scalar(255)]);
  },
} as const satisfies Sharpener;
`,
  },
  texts: register('src/conversion/sharpening/sharpeners.ts', 'contrastSharpener', './contrast', 'boxSharpener'),
  sentences: ['Raises the contrast around middle gray.'],
  test: 'test/unit/conversion',
};

const writer: Addition = {
  kind: 'writer of videos or images',
  example: 'numbers',
  files: {
    'src/conversion/writers/numbers.ts': `import { writeFileAtomic } from '../../files/atomicFile';
import { type IniSection, int } from '../../options/option';
import type { Writer } from './writer';

const options = {
  first: int({ group: 'images' }, 1, [0, 1000], 'Number of the first frame.'),
} as const satisfies IniSection;

/** Writes the number of each frame on a line: for a test, not for films. */
export const numbersWriter = {
  name: 'numbers',
  help: 'The numbers of the frames, as text.',
  options,
  canWrite: ({ output }) => output.endsWith('.txt'),
  async open({ output }, { first }) {
    const lines: number[] = [];
    return {
      write: async () => void lines.push(first + lines.length),
      finish: () => writeFileAtomic(output, lines.join('\\n')),
      abort: async () => undefined,
    };
  },
} as const satisfies Writer<typeof options>;
`,
  },
  texts: register('src/conversion/writers/writers.ts', 'numbersWriter', './numbers', 'gifWriter'),
  sentences: ['Number of the first frame.'],
  test: 'test/unit/conversion',
};

const detector: Addition = {
  kind: 'detector',
  example: 'wholeImage',
  files: {
    'src/faces/detectors/wholeImage.ts': `import type { Detector } from './detector';

/** Takes every image for one face: for folders of portraits that are cropped already. */
export const wholeImage = {
  name: 'whole-image',
  help: 'Takes the whole image as one face.',
  async open() {
    return {
      detect: async (images) =>
        images.map(({ width, height }) => [{ box: { x: 0, y: 0, width, height }, score: 1 }]),
      release: async () => undefined,
    };
  },
} as const satisfies Detector;
`,
  },
  texts: register('src/faces/detectors/detectors.ts', 'wholeImage', './wholeImage', 'cv2Dnn'),
  sentences: ['Takes the whole image as one face.'],
  test: 'test/unit/faces',
};

const aligner: Addition = {
  kind: 'aligner',
  example: 'centerPoints',
  files: {
    'src/faces/aligners/centerPoints.ts': `import { landmarkCount } from '../landmarks';
import type { Aligner } from './aligner';

/** Puts all landmarks into the middle of the box: for a test, not for faces. */
export const centerPoints = {
  name: 'center-points',
  help: 'Puts all landmarks into the middle of the box.',
  async open() {
    return {
      landmarks: async (_image, boxes) =>
        boxes.map(({ x, y, width, height }) => {
          const center = [x + width / 2, y + height / 2];
          return Float32Array.from({ length: 2 * landmarkCount }, (_, i) => center[i % 2]!);
        }),
      release: async () => undefined,
    };
  },
} as const satisfies Aligner;
`,
  },
  texts: register('src/faces/aligners/aligners.ts', 'centerPoints', './centerPoints', 'dense68'),
  sentences: ['Puts all landmarks into the middle of the box.'],
  test: 'test/unit/faces',
};

const measure: Addition = {
  kind: 'measure that a review orders faces by',
  example: 'roll',
  files: {
    'src/facesets/measures/roll.ts': `import type { LandmarkMeasure } from './measure';

export const roll = {
  name: 'roll',
  label: 'roll',
  unit: '°',
  range: [-45, 45],
  direction: "the head leans further to the picture's right",
  formula: 'the rotation in the plane of the picture',
  from: 'landmarks',
  orderLabel: 'By roll',
  measure: ({ face }) => face.pose.roll,
} as const satisfies LandmarkMeasure;
`,
  },
  texts: register('src/facesets/measures/measures.ts', 'roll', './roll', 'sharpness'),
  sentences: ['roll', 'By roll'],
  test: 'test/unit/facesets',
};

const stage: Addition = {
  kind: 'stage: a command of the command line and a task',
  example: 'count',
  files: {
    'src/stages/count/stage.ts': `import { inputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const count = defineStage({
  name: 'count',
  title: 'Count Images',
  help: 'Count the images of a folder',
  options: { input: inputOption },
  listOutputs: () => [],
  run: async () => (await import('./run')).count,
});
`,
    'src/stages/count/run.ts': `import { readdir } from 'node:fs/promises';

/** Counts the files of a folder. */
export async function count({ input }: { readonly input: string }): Promise<{ readonly files: number }> {
  return { files: (await readdir(input)).length };
}
`,
  },
  texts: register('src/stages/stages.ts', 'count', './count/stage', 'frames'),
  sentences: ['Count Images', 'Count the images of a folder'],
  test: 'test/unit/stages/<name>.test.ts',
  note: 'Help, locks, journals, titles, the schema of `tasks.json` and the manifest follow from the record.',
};

const command: Addition = {
  kind: 'command of the palette',
  example: 'showProjectFolder',
  files: {
    'src/host/commands/showProjectFolder.ts': `import * as vscode from 'vscode';
import type { CommandHandler } from '../services';

/** Shows the folder of the project in the explorer of VS Code. */
export const showProjectFolder: CommandHandler = async () => {
  await vscode.commands.executeCommand('workbench.view.explorer');
};
`,
  },
  texts: [
    {
      path: 'src/host/commands/commandLoaders.ts',
      text: "showProjectFolder: async () => (await import('./showProjectFolder')).showProjectFolder,\n  ",
      before: 'refresh: async',
    },
    {
      path: 'package.json',
      text: '{ "command": "faceswap.showProjectFolder", "title": "%command.showProjectFolder%", "category": "Faceswap" },\n',
      before: '{\n        "command": "faceswap.newProject",',
    },
    { path: 'package.nls.json', text: '"command.showProjectFolder": "Show Project Folder",\n  ', before: '"command.' },
  ],
  sentences: ['Show Project Folder'],
  test: 'test/vscode/projectCommands.ts',
};

/** Every kind, in the order of the page. */
export const additions: readonly Addition[] = [
  loss,
  optimizer,
  model,
  mask,
  colorMethod,
  sharpener,
  writer,
  detector,
  aligner,
  measure,
  stage,
  command,
];
