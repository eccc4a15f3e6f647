import { parseSpec } from "./spec.ts"; import { expand } from "./cells.ts"; import { plan } from "./plan.ts"; import { identifyDatasets } from "./plan_datasets.ts"; import { planReport, planText, cachedStages } from "./plan_report.ts"; import { explain } from "./plan_why.ts";
const names = ["a","b","c","d","e"];
const spec0 = { name: "big", seeds: Array.from({length: 42}, (_, i) => i), variants: ["bar","mixed","bi","s2s","noncross","scratch"], datasets: Object.fromEntries(names.map((n,i)=>[n,{kind:"phantom",seed:i}])), transfers: names.flatMap(p => names.slice(0,2).map(f=>({pretrain:p,finetune:f,test:f}))), tasks: Object.fromEntries([0,1,2,3].map(i=>["t"+i,{task:"classification",epochs:i+1}])) };
for (let k=0;k<3;k++) {
let t=performance.now(); const lap=(n:string)=>{const u=performance.now(); console.log(n,(u-t).toFixed(0),"ms"); t=u;};
const spec = parseSpec(JSON.stringify(spec0),"s.yaml"); lap("parse");
const cells = expand(spec); lap("expand "+cells.length);
const ids = await identifyDatasets(spec,cells); lap("identify");
const p = plan(spec,cells,{engine:"onnx",identities:ids}); lap("plan "+p.stages.length);
planText(planReport(p,new Set())); lap("text");
if (k==2) { const p2 = plan({...spec, pretrain:{...spec.pretrain, epochs:9}},cells,{engine:"onnx",identities:ids}); t=performance.now(); const s={has:async()=>false, async *manifests(kind:string){ yield* p.stages.filter(x=>x.kind===kind) }}; const w = await explain(p2,new Set(),s as any); lap("why "+w.size); }
}
