// Runs face-api itself on TensorFlow.js' WASM backend: `node faceApiOracle.cjs photo…` prints one JSON line a photo.
const Module = require('node:module');
const { dirname, join } = require('node:path');
const sharp = require('sharp');

// face-api asks for the union package, of which it needs only the core and a few methods of tensors.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
  resolveFilename(request === '@tensorflow/tfjs' ? '@tensorflow/tfjs-core' : request, ...rest);

const tf = require('@tensorflow/tfjs-core');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');

const { prototype } = tf.getGlobalTensorClass?.() ?? tf.Tensor;
for (const name of ['mul', 'sub', 'div', 'mean'])
  prototype[name] = function (...operands) {
    return tf[name](this, ...operands);
  };
for (const rank of [1, 2, 3, 4])
  prototype[`as${rank}D`] = function (...shape) {
    return tf.reshape(this, rank === 1 ? [this.size] : shape);
  };

const networks = {
  ssdMobilenetv1: 'ssd_mobilenetv1_model',
  faceLandmark68Net: 'face_landmark_68_model',
  faceRecognitionNet: 'face_recognition_model',
};

async function loadNetworks() {
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  const folder = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  for (const network of Object.keys(networks)) await faceapi.nets[network].loadFromDisk(folder);
}

/**
 * Detection by the whole of face-api; then landmarks and descriptors by its tasks on boxes cut to whole pixels, because
 * face-api itself adds the fraction of a box's corner that its crop has dropped, which shifts the points.
 */
async function describePhoto(path) {
  const { data, info } = await sharp(path)
    .rotate()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const image = tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3], 'int32');
  const detections = await faceapi.detectAllFaces(image);
  const faces = [];
  for (const { box, score } of detections) {
    const whole = box.clipAtImageBorders(info.width, info.height);
    const [crop] = await faceapi.extractFaceTensors(image, [whole]);
    const unshifted = await faceapi.nets.faceLandmark68Net.detectLandmarks(crop);
    const landmarks = unshifted.shiftBy(whole.x, whole.y);
    const aligned = landmarks.align(null, { useDlibAlignment: true });
    const [face] = await faceapi.extractFaceTensors(image, [aligned]);
    const descriptor = await faceapi.nets.faceRecognitionNet.computeFaceDescriptor(face);
    faces.push({
      box: { x: box.x, y: box.y, width: box.width, height: box.height },
      score,
      landmarks: landmarks.positions.flatMap(({ x, y }) => [x, y]),
      descriptor: [...descriptor],
    });
    tf.dispose([crop, face]);
  }
  tf.dispose(image);
  return faces;
}

async function main() {
  await loadNetworks();
  for (const path of process.argv.slice(2)) process.stdout.write(`${JSON.stringify(await describePhoto(path))}\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
