/**
 * Datasets: studies with a radiograph, a report, labels and questions.
 *
 * @module
 */

export {
  type Dataset,
  type DatasetIdentity,
  type DatasetKind,
  type Example,
  FINDINGS,
  type LabelValue,
  type OnDamage,
  type Question,
  type Split,
} from "./dataset.ts";
export { contactSheet, exemplars, type Tile } from "./contact_sheet.ts";
export { exportPhantom, type Layout, LAYOUTS } from "./export/mod.ts";
export { readGreyImage } from "./image.ts";
export * from "./jsonl/mod.ts";
export * from "./labeler/mod.ts";
export * from "./mimic_cxr/mod.ts";
export * from "./openi/mod.ts";
export * from "./phantom/mod.ts";
export { type Preparation, prepareDataset, type PrepareOptions } from "./prepare.ts";
export { CROP_RATIO, CROP_SCALE, randomResizedCropBox } from "./random_crop.ts";
export { type Box, crop, type Raster, toGrey, toRgb } from "./raster.ts";
export {
  DATASET_KINDS,
  type DatasetConfig,
  datasetConfigSchema,
  type DatasetOutline,
  type DatasetSurvey,
  hasTexts,
  openDataset,
  placeDataset,
  surveyDataset,
  type Texts,
} from "./registry.ts";
export { resize, resizedCrop, resizeShortSide } from "./resample.ts";
export { readSplit, type SplitEntry, withSplit, writeSplit } from "./exact_split.ts";
export * from "./table/mod.ts";
export * from "./verify/mod.ts";
export * from "./vqa_rad/mod.ts";
