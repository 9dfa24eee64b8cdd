/** A kernel that does almost nothing: its time is the price of starting one. */
export const dispatchShader = `
@group(0) @binding(0) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_id) id: vec3u) { y[id.x] += 1; }`;

/** One row of weights per workgroup against a vector, as decoding does it. */
export const bandwidthShader = (columns: number) => `
@group(0) @binding(0) var<storage, read> weights: array<vec4f>;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
const QUADS = ${columns / 4}u;
var<workgroup> sums: array<f32, 64>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) row: vec3u, @builtin(local_invocation_id) id: vec3u) {
  var sum = 0f;
  for (var k = id.x; k < QUADS; k += 64u) { sum += dot(weights[row.x * QUADS + k], x[k]); }
  sums[id.x] = sum;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half >>= 1u) {
    if (id.x < half) { sums[id.x] += sums[id.x + half]; }
    workgroupBarrier();
  }
  if (id.x == 0u) { y[row.x] = sums[0]; }
}`;

/** Four by four results per invocation, as prefill and encoders do it. */
export const matrixShader = (size: number) => `
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;
const N = ${size}u;
const QUADS = ${size / 4}u;
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  var sums = array<vec4f, 4>();
  for (var k = 0u; k < N; k++) {
    let quad = b[k * QUADS + id.x];
    for (var i = 0u; i < 4u; i++) { sums[i] += a[(row + i) * N + k] * quad; }
  }
  for (var i = 0u; i < 4u; i++) { c[(row + i) * QUADS + id.x] = sums[i]; }
}`;
