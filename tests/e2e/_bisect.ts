import * as tf from "@tensorflow/tfjs-core";
import { openEngine, float32, type HostTensor } from "../../model/engine/mod.ts";
import { Key } from "../../model/random.ts";
const s = Key.of(1).stream();
const r = (...shape: number[]): HostTensor => float32(Float32Array.from({length: shape.reduce((a,b)=>a*b,1)}, () => s.normal()), shape);
async function test(name: string, f: (t: Record<string, tf.Tensor>) => tf.Tensor, feed: Record<string, HostTensor>) {
  const outs: Float32Array[] = [];
  for (const threads of [1, 2, 3, 4, 8]) {
    const e = await openEngine("onnx", { threads });
    const ses = e.load((_s, feed) => ({ outputs: { y: f(feed) } }), {});
    outs.push((await ses.run(feed)).y!.data as Float32Array);
    ses.dispose();
  }
  const same = outs.map((o) => o.every((v, i) => v === outs[0]![i]) ? "=" : "X").join("");
  if (same.includes("X")) console.log(name, same);
}
for (const [m,k,n] of [[8,256,4096],[4096,256,8],[8192,147,16],[147,8192,16],[512,512,512],[64,1000,64],[16,2048,16],[144,2048,16],[576,512,64],[1152,128,128],[64,64,1000],[512,64,256],[512,256,64],[64,512,256],[256,512,64],[128,128,512],[512,128,1024],[32,4096,128], [4,300,4],[16,300,16],[1000,512,64],[128,96,600],[600,512,64],[64,1024,64], [1024,256,64]]) {
  await test(`mm ${m}x${k}x${n}`, ({a,b}) => tf.matMul(a!, b!), { a: r(m!,k!), b: r(k!,n!) });
  await test(`mmTA ${m}x${k}x${n}`, ({a,b}) => tf.matMul(a!, b!, true), { a: r(k!,m!), b: r(k!,n!) });
  await test(`mmTB ${m}x${k}x${n}`, ({a,b}) => tf.matMul(a!, b!, false, true), { a: r(m!,k!), b: r(n!,k!) });
}
for (const [b,m,k,n] of [[32,64,16,64],[64,64,64,64],[8,300,200,16],[16,62,16,62],[2,512,300,512]]) {
  await test(`bmm ${b} ${m}x${k}x${n}`, ({a,b}) => tf.matMul(a!, b!), { a: r(b!,m!,k!), b: r(b!,k!,n!) });
  await test(`bmmTB ${b} ${m}x${k}x${n}`, ({a,b}) => tf.matMul(a!, b!,false,true), { a: r(b!,m!,k!), b: r(b!,n!,k!) });
}
for (const shape of [[8,32,32,16],[8192,16],[16,8192],[1000000],[64,64,64],[32,62,64]]) {
  await test(`sum all ${shape}`, ({x}) => tf.sum(x!), { x: r(...shape) });
  await test(`sum last ${shape}`, ({x}) => tf.sum(x!, -1), { x: r(...shape) });
  await test(`mean last ${shape}`, ({x}) => tf.mean(x!, -1), { x: r(...shape) });
  if (shape.length>1) await test(`sum first ${shape}`, ({x}) => tf.sum(x!, shape.map((_,i)=>i).slice(0,-1)), { x: r(...shape) });
  if (shape.length>1) await test(`mean first ${shape}`, ({x}) => tf.mean(x!, shape.map((_,i)=>i).slice(0,-1)), { x: r(...shape) });
  if (shape.length>2) await test(`mid ${shape}`, ({x}) => tf.sum(x!, [1]), { x: r(...shape) });
  if (shape.length>1) await test(`softmax ${shape}`, ({x}) => tf.softmax(x!), { x: r(...shape) });
  await test(`lse ${shape}`, ({x}) => tf.logSumExp(x!, -1), { x: r(...shape) });
  await test(`erf ${shape}`, ({x}) => tf.erf(x!), { x: r(...shape) });
  await test(`tanh ${shape}`, ({x}) => tf.tanh(x!), { x: r(...shape) });
}
for (const [b,h,ci,co,k,st] of [[8,64,3,16,7,2],[8,16,16,16,3,1],[8,16,32,32,3,2],[8,8,64,64,3,1],[8,4,128,128,3,1],[32,4,128,128,3,1],[8,4,128,128,3,2],[16,64,3,16,7,2]]) {
  const p = (k!-1)/2; const t = `b${b} h${h} ${ci}->${co} k${k} s${st}`;
  const oh = h!/st!;
  await test(`conv ${t}`, ({x,w}) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, st!, p), { x: r(b!,h!,h!,ci!), w: r(k!,k!,ci!,co!) });
  await test(`convdx ${t}`, ({x,w,dy}) => tf.grad((x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, st!, p))(x!, dy!), { x: r(b!,h!,h!,ci!), w: r(k!,k!,ci!,co!), dy: r(b!,oh,oh,co!) });
  await test(`convdw ${t}`, ({x,w,dy}) => tf.grad((w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, st!, p))(w!, dy!), { x: r(b!,h!,h!,ci!), w: r(k!,k!,ci!,co!), dy: r(b!,oh,oh,co!) });
}
await test(`gather grad`, ({x,i,dy}) => tf.grad((x: tf.Tensor) => tf.gather(x, tf.cast(i!,"int32")))(x!, dy!), { x: r(50,64), i: float32(Float32Array.from({length:2000},(_,i)=>i*7%50),[2000]), dy: r(2000,64) });
