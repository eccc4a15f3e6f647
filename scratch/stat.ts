import { openSafetensors } from "../model/checkpoint/safetensors.ts";
for (const e of Deno.readDirSync(".medvill/store/prepare")) { const p=`.medvill/store/prepare/${e.name}/features.safetensors`; try{Deno.statSync(p)}catch{continue}
 const f=openSafetensors(p); const {shape}=f.entries.get("features")!; const d=f.read("features") as Float32Array; const C=shape[2]!,T=shape[1]!; const n=d.length/C;
 const mu=new Float64Array(C), sd=new Float64Array(C); for(let i=0;i<d.length;i++) mu[i%C]+=d[i]!/n; for(let i=0;i<d.length;i++) sd[i%C]+=(d[i]!-mu[i%C]!)**2/n; 
 // between-image variance at each position
 const mp=new Float64Array(T*C); for(let i=0;i<d.length;i++) mp[i%(T*C)]+=d[i]!/shape[0]!; let within=0; for(let i=0;i<d.length;i++) within+=(d[i]!-mp[i%(T*C)]!)**2/d.length;
 console.log(shape,"mean rms",Math.sqrt(mu.reduce((a,m)=>a+m*m,0)/C),"sd rms",Math.sqrt(sd.reduce((a,m)=>a+m,0)/C),"between-image sd",Math.sqrt(within)); }
