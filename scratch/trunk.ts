import * as tf from "@tensorflow/tfjs-core";
import { openEngine, float32, int32, type HostTensors } from "../model/engine/mod.ts";
import { Key } from "../model/random.ts";
import { drawShapes, SHAPES } from "../datasets/shapes.ts";
import { openDataset } from "../datasets/mod.ts";
import { auroc } from "../tasks/metrics/auroc.ts";

const W = Number(Deno.args[0] ?? 8), STEPS = Number(Deno.args[1] ?? 150), B = 32, LR=Number(Deno.args[2] ?? 2e-3);
const S = 128;
type P = Record<string, tf.Tensor>;
const params: HostTensors = {};
const key = Key.of(1);
function conv(name: string, k: number, i: number, o: number) { const s = key.fold(name).stream(); const std = Math.sqrt(2/(k*k*o));
  params[name] = float32(Array.from({length:k*k*i*o},()=>std*s.normal()), [k,k,i,o]); params[name+".g"]=float32(Array(o).fill(1),[o]); params[name+".b"]=float32(Array(o).fill(0),[o]); }
conv("stem",7,1,W);
let inC=W; const blocks:any[]=[];
for (let st=0;st<4;st++){ const w=W*2**st; const stride=st===0?1:2; conv(`l${st}.1`,1,inC,w); conv(`l${st}.2`,3,w,w); conv(`l${st}.3`,1,w,w*4); conv(`l${st}.d`,1,inC,w*4); blocks.push([st,stride]); inC=w*4; }
const C=inC;
{ const s=key.fold("head").stream(); params["head"]=float32(Array.from({length:C*SHAPES.length},()=>0.05*s.normal()),[C,SHAPES.length]); params["head.b"]=float32(Array(SHAPES.length).fill(-1.5),[SHAPES.length]); }
const bnNames = Object.keys(params).filter(n=>n.endsWith(".g")).map(n=>n.slice(0,-2));
for (const n of bnNames){ const o=params[n+".g"]!.shape[0]!; params[n+".m"]=float32(Array(o).fill(0),[o]); params[n+".v"]=float32(Array(o).fill(1),[o]); }
const trainable = Object.keys(params).filter(n=>!n.endsWith(".m")&&!n.endsWith(".v"));
function trunk(p:P,x:tf.Tensor4D,train:boolean,upd:P){
  const bn=(x:tf.Tensor,n:string)=>{ if(train){ const m=tf.mean(x,[0,1,2],true); const c=tf.sub(x,m); const v=tf.mean(tf.square(c),[0,1,2],true);
      upd[n+".m"]=tf.add(tf.mul(p[n+".m"]!,0.9),tf.mul(tf.reshape(m,[-1]),0.1)); upd[n+".v"]=tf.add(tf.mul(p[n+".v"]!,0.9),tf.mul(tf.reshape(v,[-1]),0.1));
      return tf.add(tf.mul(tf.mul(c,tf.rsqrt(tf.add(v,1e-5))),p[n+".g"]!),p[n+".b"]!); }
    const s=tf.mul(p[n+".g"]!,tf.rsqrt(tf.add(p[n+".v"]!,1e-5))); return tf.add(tf.mul(x,s),tf.sub(p[n+".b"]!,tf.mul(p[n+".m"]!,s))); };
  const one=(x:tf.Tensor,n:string,st:number)=>{ let y=x as tf.Tensor4D; const w=p[n]!; const [, ,i,o]=w.shape as number[]; 
    return bn(tf.reshape(tf.matMul(tf.reshape(y,[-1,i!]),tf.reshape(w,[i!,o!])),[...y.shape.slice(0,3),o!]),n); };
  const cv=(x:tf.Tensor,n:string,st:number,pad:number)=>bn(tf.conv2d(x as tf.Tensor4D,p[n] as tf.Tensor4D,st,pad,"NHWC",1,"floor"),n);
  let y:tf.Tensor=tf.relu(cv(x,"stem",2,3)); y=tf.maxPool(y as tf.Tensor4D,3,2,1,"floor");
  for(const [st,stride] of blocks){ let z=tf.relu(one(y,`l${st}.1`,1)); z=tf.relu(cv(z,`l${st}.2`,stride,1)); z=one(z,`l${st}.3`,1);
    const sc = stride===1? one(y,`l${st}.d`,1) : cv(y,`l${st}.d`,stride,0); y=tf.relu(tf.add(z,sc)); }
  return tf.reshape(y,[x.shape[0],-1,C]); }
const norm=(x:tf.Tensor)=>tf.div(tf.sub(tf.div(tf.cast(x,"float32"),255),0.449),0.226);
const engine=await openEngine("onnx",{threads:2});
const state:HostTensors={...params}; for(const n of trainable){ state["m."+n]=float32(new Float32Array(params[n]!.data.length),params[n]!.shape); state["v."+n]=float32(new Float32Array(params[n]!.data.length),params[n]!.shape);}
const s=engine.load((st,f)=>{ const upd:P={}; let out:any;
  const {value,grads}=tf.valueAndGrads((...xs)=>{ const p={...st}; trainable.forEach((n,i)=>p[n]=xs[i]!); const t=trunk(p,norm(f.x!) as tf.Tensor4D,true,upd);
    const lg=tf.add(tf.reshape(tf.matMul(tf.reshape(t,[-1,C]),p.head!),[-1,SHAPES.length]),p["head.b"]!);
    const y=tf.reshape(f.y!,[-1,SHAPES.length]); return tf.mean(tf.sub(tf.softplus(lg),tf.mul(lg,y))) as tf.Scalar; })(trainable.map(n=>st[n]!));
  const next:P={...upd}; trainable.forEach((n,i)=>{ const g=grads[i]!; const m=tf.add(tf.mul(st["m."+n]!,0.9),tf.mul(g,0.1)); const v=tf.add(tf.mul(st["v."+n]!,0.99),tf.mul(tf.square(g),0.01)); next["m."+n]=m;next["v."+n]=v; next[n]=tf.sub(st[n]!,tf.mul(f.lr!,tf.div(m,tf.add(tf.sqrt(v),1e-6)))); });
  return {state:next,outputs:{loss:value}}; }, state);
let t0=performance.now(), draw=0; const stepMs=[];
for(let i=0;i<STEPS;i++){ const d0=performance.now(); const x=new Int32Array(B*S*S), y=new Float32Array(B*16*SHAPES.length);
  for(let b=0;b<B;b++){ const pic=drawShapes(Key.of(9).fold(i*B+b),S); x.set(pic.pixels,b*S*S); y.set(pic.labels,b*16*SHAPES.length);} draw+=performance.now()-d0;
  const a=performance.now(); const lr=LR*Math.min(1,(i+1)/20)*Math.min(1,2*(1-i/STEPS));
  const o=await s.run({x:int32(x,[B,S,S,1]),y:float32(y,[B,16,SHAPES.length]),lr:float32([lr],[])}); stepMs.push(performance.now()-a);
  if(i%25===24) console.log(i+1,o.loss!.data[0]!.toFixed(4)); }
stepMs.sort((a,b)=>a-b);
console.log("train s",(performance.now()-t0)/1000,"draw ms/img",draw/STEPS/B,"step ms",stepMs[stepMs.length>>1]);
const final=await s.read();
const p0:HostTensors={}; for(const n of Object.keys(params)) p0[n]=final[n]!;
async function probe(label:string, w:HostTensors, site:"a"|"b"){
const ds=await openDataset({kind:"phantom",site,patients:800,seed:7});
const f=engine.load((st,fd)=>({outputs:{t:trunk(st as P,norm(fd.x!) as tf.Tensor4D,false,{})}}),w);
const idx=ds.examples.map((_,i)=>i); const N=idx.length; const feats=new Float32Array(N*16*C); let im=0; const t0=performance.now();
for(let i=0;i<N;i+=50){ const n=Math.min(50,N-i); const x=new Int32Array(n*S*S); for(let j=0;j<n;j++){const a=performance.now(); x.set(await ds.image(i+j,S),j*S*S); im+=performance.now()-a;}
  const o=await f.run({x:int32(x,[n,S,S,1])}); feats.set(o.t!.data as Float32Array,i*16*C);} 
console.log(label,"features s",(performance.now()-t0)/1000,"image ms",im/N);
// probe: logistic regression on concat of mean and max over tokens + position-wise; trained by engine
const L=14; const F=16*C; const mu=new Float32Array(F), sd=new Float32Array(F); 
const tr=idx.filter(i=>ds.examples[i]!.split==="train"), te=idx.filter(i=>ds.examples[i]!.split==="test");
for(const i of tr) for(let k=0;k<F;k++) mu[k]+=feats[i*F+k]!/tr.length; for(const i of tr) for(let k=0;k<F;k++) sd[k]+=(feats[i*F+k]!-mu[k]!)**2/tr.length;
for(let k=0;k<F;k++) sd[k]=Math.sqrt(sd[k]!)+1e-3;
const X=(ii:number[])=>{const x=new Float32Array(ii.length*F); ii.forEach((i,r)=>{for(let k=0;k<F;k++) x[r*F+k]=(feats[i*F+k]!-mu[k]!)/sd[k]!;}); return float32(x,[ii.length,F]);};
const Y=(ii:number[])=>float32(ii.flatMap(i=>ds.examples[i]!.labels.map(v=>v===1?1:0)),[ii.length,L]);
const lg=engine.load((st,fd)=>{ const {value,grads}=tf.valueAndGrads((w,b)=>{const z=tf.add(tf.matMul(fd.x as any,w as any),b); return tf.add(tf.mean(tf.sub(tf.softplus(z),tf.mul(z,fd.y!))),tf.mul(tf.sum(tf.square(w)),2e-3)) as tf.Scalar;})([st.w!,st.b!]);
  const nx:P={}; ["w","b"].forEach((n,i)=>{const m=tf.add(tf.mul(st["m"+n]!,.9),tf.mul(grads[i]!,.1)); const v=tf.add(tf.mul(st["v"+n]!,.99),tf.mul(tf.square(grads[i]!),.01)); nx["m"+n]=m;nx["v"+n]=v;nx[n]=tf.sub(st[n]!,tf.mul(1e-3,tf.div(m,tf.add(tf.sqrt(v),1e-8))));}); return {state:nx,outputs:{loss:value,z:tf.add(tf.matMul(fd.xt as any,st.w as any),st.b!)}}; },
  {w:float32(new Float32Array(F*L),[F,L]),b:float32(new Float32Array(L),[L]),mw:float32(new Float32Array(F*L),[F,L]),mb:float32(new Float32Array(L),[L]),vw:float32(new Float32Array(F*L),[F,L]),vb:float32(new Float32Array(L),[L])});
const xt=X(te), fx=X(tr), fy=Y(tr); let o:any; for(let k=0;k<60;k++) o=await lg.run({x:fx,y:fy,xt});
const yt=Y(te).data; const rs=ds.labelNames.map((n,j)=>{const t:number[]=[],sc:number[]=[]; te.forEach((_,r)=>{t.push(yt[r*L+j]!);sc.push(o.z.data[r*L+j]);}); const pv=t.reduce((a,b)=>a+b,0)/t.length; return [n,auroc(t,sc),pv] as const;});
console.log(label,site,"loss",o.loss.data[0],rs.map(([n,a,p])=>`${n} ${a?.toFixed(2)}(${p.toFixed(2)})`).join(", ")); const ok=rs.filter(r=>r[1]!==null); console.log(label,site,"MACRO",(ok.reduce((a,r)=>a+r[1]!,0)/ok.length).toFixed(3), "n", tr.length, te.length);
}
await probe("shapes",p0,"a"); await probe("shapes",p0,"b");
