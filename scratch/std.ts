import { openSafetensors, writeSafetensors } from "../model/checkpoint/safetensors.ts";
// standardise every features.safetensors under dir in place
for (const e of Deno.readDirSync(Deno.args[0]!)) { const p=`${Deno.args[0]}/${e.name}/features.safetensors`; try{Deno.statSync(p)}catch{continue}
 const f=openSafetensors(p); const {shape}=f.entries.get("features")!; const d=f.read("features") as Float32Array; const C=shape[2]!; const n=d.length/C;
 const mu=new Float64Array(C), sd=new Float64Array(C); for(let i=0;i<d.length;i++) mu[i%C]+=d[i]!/n; for(let i=0;i<d.length;i++) sd[i%C]+=(d[i]!-mu[i%C]!)**2/n; for(let c=0;c<C;c++) sd[c]=Math.sqrt(sd[c]!);
 console.log("mean rms",Math.sqrt(mu.reduce((a,m)=>a+m*m,0)/C),"sd rms",Math.sqrt(sd.reduce((a,m)=>a+m*m,0)/C), "dead", sd.filter(x=>x<1e-6).length);
 for(let i=0;i<d.length;i++) d[i]=(d[i]!-mu[i%C]!)/(sd[i%C]!+1e-3); f.close(); writeSafetensors(p,[{name:"features",dtype:"F32",shape,data:d}]); }
