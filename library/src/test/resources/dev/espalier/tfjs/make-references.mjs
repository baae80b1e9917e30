// What TensorFlow.js itself computes, for the tests of dev.espalier.tfjs. Run in an empty folder:
//   npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-converter@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
//   node make-references.mjs OUT MODELS      MODELS: folder with posenet.json, blazeface-front.json and their .bin
// It writes OUT/cases.json (one small graph for each operator) and OUT/{posenet,blazeface-front}.expected.json.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {loadGraphModel} from '@tensorflow/tfjs-converter';
import fs from 'node:fs';
import path from 'node:path';

const [out, models] = process.argv.slice(2);

/** Numbers that any language makes exactly: from -1 to 1, in steps of 1/504.5, rounded to float32. */
const numbers = (count, from = 0) => Float32Array.from({length: count}, (_, i) => (((i + from) * 7919) % 1009) / 504.5 - 1);
const size = shape => shape.reduce((a, b) => a * b, 1);

const b64 = text => Buffer.from(text).toString('base64');
const attr = {
  s: text => ({s: b64(text)}),
  list: (...i) => ({list: {i: i.map(String)}}),
  texts: (...s) => ({list: {s: s.map(b64)}}),
  f: f => ({f}),
  b: b => ({b}),
  window: (h, w = h) => attr.list(1, h, w, 1),
};

async function run(json, weights, inputs) {
  const specs = json.weightsManifest.flatMap(group => group.weights);
  const handler = {load: async () => ({
    modelTopology: json.modelTopology, format: 'graph-model', weightSpecs: specs, signature: json.signature,
    userDefinedMetadata: json.userDefinedMetadata,
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength)})};
  const model = await loadGraphModel(handler);
  const outputs = model.outputs.map(output => output.name.replace(/:0$/, ''));
  const results = model.execute(inputs, outputs);
  return (Array.isArray(results) ? results : [results]).map((result, i) => (
      {name: outputs[i], shape: result.shape, numbers: Array.from(result.dataSync())}));
}

function model(op, attributes, inputShape, constants) {
  const node = [{name: 'x', op: 'Placeholder', attr: {dtype: {type: 'DT_FLOAT'},
      shape: {shape: {dim: inputShape.map((d, i) => ({size: i == 0 ? '-1' : String(d)}))}}}}];
  const weights = [];
  const bytes = [];
  const input = [];
  for (const constant of constants) {
    if (constant === 'x') { input.push('x'); continue; }
    const name = 'c' + weights.length;
    node.push({name, op: 'Const', attr: {}});
    input.push(name);
    const type = constant.integers ? 'int32' : 'float32';
    weights.push({name, shape: constant.shape, dtype: type});
    const data = constant.integers ? Int32Array.from(constant.integers)
        : constant.numbers ? Float32Array.from(constant.numbers) : numbers(size(constant.shape), 17 * weights.length);
    bytes.push(Buffer.from(data.buffer));
  }
  node.push({name: 'y', op, input, attr: {T: {type: 'DT_FLOAT'}, ...attributes}});
  const y = {name: 'y:0'};
  return [{format: 'graph-model', modelTopology: {node, library: {}, versions: {}},
      signature: {inputs: {'x:0': {name: 'x:0'}}, outputs: {'y:0': y}},
      weightsManifest: [{paths: ['weights.bin'], weights}]}, Buffer.concat(bytes)];
}

const image = [1, 6, 7, 4];
const conv = {data_format: attr.s('NHWC'), padding: attr.s('SAME'), strides: attr.window(1), dilations: attr.window(1)};
const fused = (...ops) => ({fused_ops: attr.texts(...ops), num_args: {i: '1'}});
const c = (...shape) => ({shape});
const ints = (...integers) => ({shape: [integers.length], integers});
const one = integer => ({shape: [], integers: [integer]});
const scalar = number => ({shape: [], numbers: [number]});
const kernel = c(3, 3, 4, 5);
const cases = [
  ['convolution', 'Conv2D', conv, image, ['x', kernel]],
  ['convolution of stride 2, SAME on even and odd', 'Conv2D', {...conv, strides: attr.window(2)}, image, ['x', kernel]],
  ['convolution of stride 3, SAME', 'Conv2D', {...conv, strides: attr.window(3)}, [1, 11, 8, 4], ['x', c(5, 4, 4, 3)]],
  ['convolution, VALID', 'Conv2D', {...conv, padding: attr.s('VALID'), strides: attr.window(2, 1)}, image, ['x', kernel]],
  ['convolution, dilated', 'Conv2D', {...conv, dilations: attr.window(2)}, image, ['x', kernel]],
  ['fused convolution', '_FusedConv2D', {...conv, ...fused('BiasAdd', 'Relu6')}, image, ['x', kernel, c(5)]],
  ['fused convolution without activation', '_FusedConv2D', {...conv, ...fused('BiasAdd')}, image, ['x', kernel, c(5)]],
  ['fused convolution with elu', '_FusedConv2D', {...conv, ...fused('BiasAdd', 'Elu')}, image, ['x', kernel, c(5)]],
  ['fused convolution with slopes', '_FusedConv2D', {...conv, ...fused('BiasAdd', 'Prelu'), num_args: {i: '2'}}, image, ['x', kernel, c(5), c(1, 1, 5)]],
  ['fused convolution, leaky', '_FusedConv2D', {...conv, ...fused('BiasAdd', 'LeakyRelu'), leakyrelu_alpha: attr.f(0.3)}, image, ['x', kernel, c(5)]],
  ['depthwise', 'DepthwiseConv2dNative', conv, image, ['x', c(3, 3, 4, 1)]],
  ['depthwise with two filters for each channel', 'DepthwiseConv2dNative', {...conv, strides: attr.window(2)}, image, ['x', c(3, 3, 4, 2)]],
  ['fused depthwise', 'FusedDepthwiseConv2dNative', {...conv, ...fused('BiasAdd', 'Relu')}, image, ['x', c(5, 5, 4, 1), c(4)]],
  ['product', 'MatMul', {}, [1, 6], ['x', c(6, 5)]],
  ['product with transposed weights', 'MatMul', {transpose_b: attr.b(true)}, [1, 6], ['x', c(5, 6)]],
  ['fused product', '_FusedMatMul', fused('BiasAdd', 'Relu'), [1, 6], ['x', c(6, 5), c(5)]],
  ['sum with one number', 'AddV2', {}, image, ['x', scalar(0.25)]],
  ['sum with channels', 'AddV2', {}, image, ['x', c(4)]],
  ['sum with itself', 'Add', {}, image, ['x', 'x']],
  ['sum with an image', 'AddV2', {}, image, [c(1, 6, 7, 4), 'x']],
  ['sum with columns', 'AddV2', {}, image, ['x', c(7, 1)]],
  ['difference', 'Sub', {}, image, ['x', scalar(0.5)]],
  ['difference from one number', 'Sub', {}, image, [scalar(0.5), 'x']],
  ['multiple', 'Mul', {}, image, ['x', scalar(-1.5)]],
  ['product with channels', 'Mul', {}, image, [c(1, 1, 1, 4), 'x']],
  ['quotient', 'RealDiv', {}, image, ['x', scalar(127.5)]],
  ['quotient with channels', 'RealDiv', {}, image, ['x', {shape: [4], numbers: [2, 3, 4, 5]}]],
  ['larger of two', 'Maximum', {}, [1, 6], ['x', scalar(0.1)]],
  ['bias', 'BiasAdd', {data_format: attr.s('NHWC')}, image, ['x', c(4)]],
  ['normalisation', 'FusedBatchNormV3', {data_format: attr.s('NHWC'), epsilon: attr.f(0.001), is_training: attr.b(false)}, image,
      ['x', c(4), c(4), c(4), {shape: [4], numbers: [0.5, 1, 2, 3]}]],
  ['rectifier', 'Relu', {}, image, ['x']],
  ['rectifier up to 6', 'Relu6', {}, image, ['x']],
  ['leaky rectifier', 'LeakyRelu', {alpha: attr.f(0.1)}, image, ['x']],
  ['slopes for channels', 'Prelu', {}, image, ['x', c(1, 1, 4)]],
  ['elu', 'Elu', {}, image, ['x']],
  ['sigmoid', 'Sigmoid', {}, image, ['x']],
  ['tanh', 'Tanh', {}, [1, 6], ['x']],
  ['softplus', 'Softplus', {}, [1, 6], ['x']],
  ['exponential', 'Exp', {}, [1, 6], ['x']],
  ['square', 'Square', {}, [1, 6], ['x']],
  ['magnitude', 'Abs', {}, [1, 6], ['x']],
  ['negation', 'Neg', {}, [1, 6], ['x']],
  ['softmax of vectors', 'Softmax', {}, [1, 6], ['x']],
  ['softmax of images', 'Softmax', {}, image, ['x']],
  ['largest', 'MaxPool', {data_format: attr.s('NHWC'), padding: attr.s('VALID'), ksize: attr.window(2), strides: attr.window(2)}, image, ['x']],
  ['largest, SAME', 'MaxPool', {data_format: attr.s('NHWC'), padding: attr.s('SAME'), ksize: attr.window(3), strides: attr.window(2)}, [1, 7, 7, 4], ['x']],
  ['mean of windows', 'AvgPool', {data_format: attr.s('NHWC'), padding: attr.s('VALID'), ksize: attr.window(3, 2), strides: attr.window(2)}, image, ['x']],
  ['border', 'Pad', {}, image, ['x', {shape: [4, 2], integers: [0, 0, 1, 2, 0, 3, 0, 0]}]],
  ['border of channels', 'PadV2', {}, image, ['x', {shape: [4, 2], integers: [0, 0, 0, 0, 0, 0, 1, 2]}, scalar(0)]],
  ['mirrored border', 'MirrorPad', {mode: attr.s('reflect')}, image, ['x', {shape: [4, 2], integers: [0, 0, 2, 2, 1, 1, 0, 0]}]],
  ['twice the size', 'ResizeBilinear', {half_pixel_centers: attr.b(true), align_corners: attr.b(false)}, image, ['x', ints(12, 14)]],
  ['aligned corners', 'ResizeBilinear', {align_corners: attr.b(true), half_pixel_centers: attr.b(false)}, image, ['x', ints(11, 9)]],
  ['nearest', 'ResizeNearestNeighbor', {align_corners: attr.b(false), half_pixel_centers: attr.b(false)}, image, ['x', ints(12, 21)]],
  ['reshape of an image', 'Reshape', {}, image, ['x', ints(1, 84, 2)]],
  ['reshape with an open axis', 'Reshape', {}, image, ['x', ints(1, -1)]],
  ['reshape to an image', 'Reshape', {}, [1, 84], ['x', ints(1, 7, 6, 2)]],
  ['squeeze', 'Squeeze', {squeeze_dims: attr.list(1)}, [1, 1, 6], ['x']],
  ['another axis', 'ExpandDims', {}, [1, 6], ['x', one(-1)]],
  ['transposition', 'Transpose', {}, image, ['x', ints(0, 3, 1, 2)]],
  ['channels behind channels', 'ConcatV2', {N: {i: '2'}}, image, ['x', 'x', one(3)]],
  ['rows behind rows', 'ConcatV2', {N: {i: '2'}}, image, ['x', 'x', one(-3)]],
  ['mean of an image', 'Mean', {keep_dims: attr.b(false)}, image, ['x', ints(1, 2)]],
  ['mean of an image, axes kept', 'Mean', {keep_dims: attr.b(true)}, image, ['x', ints(1, 2)]],
  ['mean over channels', 'Mean', {keep_dims: attr.b(false)}, image, ['x', ints(-1)]],
];

const results = [];
for (const [title, op, attributes, shape, constants] of cases) {
  const [json, weights] = model(op, attributes, shape, constants);
  const [y] = await run(json, weights, {x: tf.tensor(numbers(size(shape)), shape)});
  results.push({title, model: json, weights: weights.toString('base64'), input: shape, shape: y.shape,
    numbers: y.numbers.map(number => Number(number.toPrecision(8)))});
}
fs.writeFileSync(path.join(out, 'cases.json'),
    '[\n' + results.map(result => JSON.stringify(result)).join(',\n') + '\n]\n');

for (const [name, shape] of [['posenet', [1, 385, 385, 3]], ['blazeface-front', [1, 128, 128, 3]]]) {
  const json = JSON.parse(fs.readFileSync(path.join(models, name + '.json')));
  const weights = fs.readFileSync(path.join(models, json.weightsManifest[0].paths[0]));
  const outputs = await run(json, weights, {[Object.keys((json.signature ?? json.userDefinedMetadata.signature).inputs)[0]]:
      tf.tensor(numbers(size(shape)), shape)});
  // Every 97th number in TensorFlow's order tells as much as all of them.
  const expected = outputs.map(({name, shape, numbers}) => (
      {name, shape, numbers: numbers.filter((_, i) => i % 97 == 0).map(number => Number(number.toPrecision(8)))}));
  fs.writeFileSync(path.join(out, name + '.expected.json'), JSON.stringify({input: shape, outputs: expected}) + '\n');
}
