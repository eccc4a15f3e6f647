import { runStage } from "../benchmarks/stages/mod.ts";
import { stageKey } from "../benchmarks/stage.ts";
import { MODEL_PRESETS } from "../model/config.ts";
const root=(Deno.env.get("ROOT")??"/tmp/line"); const threads=1;
const model={...MODEL_PRESETS.tiny, vocabulary:600, trunk:{width:8,blocks:[1,1,1,1]}, ...JSON.parse(Deno.env.get("MODEL")??"{}")};
async function stage(kind:any, step:string, config:any, inputs:Record<string,string>, title:string, source?:any){
  const key=stageKey({kind,step,version:1,config,inputs}); const dir=`${root}/${key}`;
  try { Deno.statSync(dir+"/done"); return key; } catch {}
  Deno.mkdirSync(dir,{recursive:true}); const t=performance.now();
  await runStage({kind,step,version:1,config,inputs,key,title,source} as any,{ input:(r:string)=>({dir:`${root}/${inputs[r]}`,path:(f:string)=>`${root}/${inputs[r]}/${f}`}) as any, output:dir, threads, progress:async()=>{}, signal:new AbortController().signal });
  Deno.writeTextFileSync(dir+"/done",""); console.log(title,((performance.now()-t)/1000).toFixed(1)+"s"); return key; }
const N=Number(Deno.env.get("N")??800);
const A:any={}; 
const trunk=await stage("prepare","trunk",{init:Deno.env.get("TRUNK")??"shapes",seed:1,trunk:model.trunk,imageSize:128,steps:Number(Deno.env.get("TS")??150),batchSize:32,learningRate:2e-3,engine:"onnx"},{},"trunk");
for(const site of ["a","b"] as const){ const dataset=await stage("prepare","dataset",{site,N,imageSize:128},{}, "dataset "+site,{kind:"phantom",site,patients:N,seed:7});
 const features=await stage("prepare","features",{imageSize:128,trunk:model.trunk,engine:"onnx"},{dataset,trunk},"features "+site); A[site]={dataset,features}; }
const vocabulary=await stage("prepare","vocabulary",{size:model.vocabulary},{dataset:A.a.dataset},"vocab");
const PRE=JSON.parse(Deno.env.get("PRE")??'{"epochs":6,"batchSize":16,"learningRate":0.001}');
const FT=JSON.parse(Deno.env.get("FT")??'{"epochs":4,"batchSize":16,"learningRate":0.001,"fraction":0.25}');
const seeds=(Deno.env.get("SEEDS")??"1").split(",").map(Number);
for(const variant of (Deno.env.get("V")??"bar,scratch").split(",")) for(const inputs of (Deno.env.get("I")??"image+report,image").split(",")) for (const seed of seeds) {
 const shared={model,protocol:"fixed",engine:"onnx"};
 const pre= variant==="scratch"?undefined: await stage("pretrain","pretrain",{...shared,variant,seed,mlm:true,itm:true,maskRate:.15,mixed:{bi:.25,s2s:.75},...PRE},{...A.a,vocabulary,trunk},"pretrain "+variant);
 const ftc={...shared,seed,inputs,warmup:.1,weightDecay:.01,optimizer:"bertadam",patience:10,selection:"auroc_macro",...FT};
 const ft=await stage("finetune","classification",ftc,{...A.a,vocabulary,trunk,...pre?{pretrain:pre}:{}},`finetune ${variant} ${inputs}`);
 for(const site of (Deno.env.get("T")??"a,b").split(",")){ const ev=await stage("evaluate","classification",{...shared,inputs},{...A[site],vocabulary,trunk,finetune:ft},`eval ${variant} ${site}`);
  const m=JSON.parse(Deno.readTextFileSync(`${root}/${ev}/metrics.json`)); 
  const log=pre?Deno.readTextFileSync(`${root}/${pre}/log.jsonl`).trim().split("\n"):[]; const ftl=Deno.readTextFileSync(`${root}/${ft}/log.jsonl`).trim().split("\n").map(x=>JSON.parse(x));
  console.log(variant,inputs,"a→"+site,"s"+seed,"macro",m.metrics.auroc_macro.toFixed(3),"micro",m.metrics.auroc_micro.toFixed(3),"f1",m.metrics.f1_micro.toFixed(3), "base", m.baselines.prevalence.auroc_micro.toFixed(3),"best",ftl.at(-1).bestEpoch, "valid", ftl.filter(l=>l.valid).map(l=>l.valid.auroc_macro?.toFixed(2)).join(" "));
  if(site==="a"&&pre) { const steps=log.map(x=>JSON.parse(x)).filter(l=>l.mlm!==undefined); const avg=(k:string,part:any[])=>(part.reduce((a,r)=>a+r[k],0)/part.length).toFixed(3); const q=Math.ceil(steps.length/6); console.log("  mlm",[0,1,2,3,4,5].map(i=>avg("mlm",steps.slice(i*q,(i+1)*q))).join(" "),"itmAcc",[0,1,2,3,4,5].map(i=>avg("itmAccuracy",steps.slice(i*q,(i+1)*q))).join(" ")); }
 } }
